// Makes elements. Text goes into the page as text nodes only, never as markup.

export function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = String(text);
  if (className) node.className = className;
  return node;
}

export function drawn(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

// A line of an article may be right to left, whatever the page is.
export function foreign(node, language) {
  node.dir = "auto";
  if (language) node.lang = language;
  return node;
}

export function button(text, act) {
  const node = element("button", text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

export const byId = (id) => document.getElementById(id);
