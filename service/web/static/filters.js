// Which of the stream's items are wanted.

import { byId, element } from "./dom.js";

const find = byId("find");
const language = byId("language");
const topic = byId("topic");
const showDuplicates = byId("show-duplicates");
const showLetters = byId("show-letters");
const clearPlace = byId("clear-place");
const facts = new WeakMap();
let place = "";

// Remembers what an item can be found by; options for languages and topics come with what arrives.
export function describe(item, entry) {
  const record = entry.article || entry.letter || {};
  const topics = (record.subjects || []).map((subject) => subject.name);
  offer(language, record.language);
  for (const name of topics) offer(topic, name);
  facts.set(item, {
    language: record.language,
    topics,
    places: (record.places || []).map((found) => found.name),
    text: JSON.stringify({ ...record, provenance: undefined }).toLowerCase(),
  });
}

function offer(select, value) {
  if (!value || select.options.length > 200 || [...select.options].some((option) => option.value === value)) return;
  const option = element("option", value);
  option.value = value;
  const after = [...select.options].slice(1).find((other) => other.value > value);
  select.insertBefore(option, after || null);
}

export function isWanted(item) {
  const known = facts.get(item);
  if (item.classList.contains("copy") && !showDuplicates.checked) return false;
  if (item.classList.contains("letter") && !showLetters.checked) return false;
  if (language.value && known.language !== language.value) return false;
  if (topic.value && !known.topics?.includes(topic.value)) return false;
  if (place && !known.places?.includes(place)) return false;
  return known.text.includes(find.value.trim().toLowerCase());
}

export function choosePlace(name, changed) {
  place = name;
  clearPlace.hidden = !name;
  clearPlace.textContent = `Only ${name} ✕`;
  clearPlace.setAttribute("aria-label", `Show all places again, not only ${name}`);
  changed();
}

export function startFilters(changed) {
  for (const input of [find, language, topic, showDuplicates, showLetters]) input.addEventListener("input", changed);
  clearPlace.addEventListener("click", () => choosePlace("", changed));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}
