// Shows an article's body with what was found in it. Several tags may lie on the same words, a person within a
// quote for instance, so the text is cut at every beginning and end, and each piece knows all of its tags.

import { element, foreign } from "./dom.js";

const GROUPS = [
  ["person", "people"],
  ["organisation", "organisations"],
  ["place", "places"],
  ["event", "events"],
  ["product", "products"],
  ["source", "infoSources"],
  ["quantity", "quantities"],
];

export function tagsOf(record) {
  const tags = [];
  for (const [kind, field] of GROUPS) {
    for (const tag of record[field] || []) tags.push({ kind, tag, spans: spansOf(tag) });
  }
  for (const quote of record.quotes || []) tags.push({ kind: "quote", tag: quote, spans: [{ start: quote.start, end: quote.end }] });
  return tags;
}

export function spansOf(tag) {
  if (tag.mentions || tag.evidence) return tag.mentions || tag.evidence;
  return tag.start === undefined ? [] : [{ start: tag.start, end: tag.end }];
}

// Returns the body as elements: cross-heads and paragraphs, each word with the tags that lie on it.
export function bodyOf(record, tags, choose) {
  // Offsets are code points and JavaScript strings are UTF-16, so the text is cut as an array of code points.
  const points = Array.from(record.bodies?.[0]?.value || "");
  const container = foreign(element("div", undefined, "body"), record.language);
  const spans = tags.flatMap((entry) => entry.spans.map((span) => ({ ...span, entry })));
  const sections = record.sections?.length ? record.sections : [{ paragraphs: [{ start: 0, end: points.length }] }];
  for (const section of sections) {
    if (section.headline) container.append(element("h4", section.headline));
    for (const paragraph of section.paragraphs || []) {
      const node = element("p");
      const inside = spans.filter((span) => span.start < paragraph.end && span.end > paragraph.start);
      node.append(...pieces(points, paragraph, inside, choose));
      container.append(node);
    }
  }
  return container;
}

function pieces(points, paragraph, spans, choose) {
  const cuts = new Set([paragraph.start, paragraph.end]);
  for (const span of spans) {
    cuts.add(Math.max(span.start, paragraph.start));
    cuts.add(Math.min(span.end, paragraph.end));
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, at) => {
    const end = places[at + 1];
    const text = points.slice(start, end).join("");
    const here = spans.filter((span) => span.start <= start && span.end >= end);
    if (!here.length) return document.createTextNode(text);
    const mark = element("mark", text, here.map((span) => span.entry.kind).join(" "));
    const inner = here.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
    mark.title = here.map((span) => reasonOf(span.entry, span)).join("\n");
    mark.dataset.tags = here.map((span) => span.entry.number).join(" ");
    mark.addEventListener("click", () => choose(inner.entry));
    return mark;
  });
}

// One line: what the tag says, and why.
export function reasonOf({ kind, tag }, span) {
  const facts = [`${kind}: ${nameOf(kind, tag)}`];
  if (span?.metonym) facts.push(`stands for ${span.stands_for}`);
  if (tag.uri) facts.push(tag.uri);
  if (tag.confidence !== undefined) facts.push(`confidence ${tag.confidence}`);
  if (tag.creator) facts.push(tag.creator);
  return facts.join(", ");
}

export function nameOf(kind, tag) {
  if (kind === "quote") return `${tag.kind || ""} ${tag.speaker?.surface ? `by ${tag.speaker.surface}` : "of nobody named"}`.trim();
  if (kind === "quantity") {
    const amount = tag.value ?? `${tag.min}–${tag.max}`;
    return [amount, tag.currency || tag.unit].filter((part) => part !== undefined && part !== "").join(" ");
  }
  return tag.name || tag.surface || tag.literal || "";
}
