// Shows one enriched article or duplicate: facts, tags as buttons, text with marks, and the reason behind a tag.

import { button, element, foreign } from "./dom.js";
import { bodyOf, nameOf, reasonOf, tagsOf } from "./text.js";

const headlines = new Map();
const REMEMBERED = 2000;
const SHOWN_TAGS = 24;

export function headlineOf(record) {
  return record.headlines?.[0]?.value || (record.bodies?.[0]?.value || "").slice(0, 90) || "(no text)";
}

export function headlineFor(uri) {
  return headlines.get(uri) || uri;
}

export function articleItem(record) {
  const dedup = record.dedup || { status: "new" };
  const item = element("li", undefined, dedup.status === "new" ? "" : "copy");
  remember(record);
  item.append(foreign(element("h3", headlineOf(record)), record.language));
  item.append(facts(record));
  if (dedup.status !== "new") item.append(element("p", verdict(dedup), "verdict"));
  const standfirst = record.descriptions?.find((text) => text.role === "standfirst");
  if (standfirst) item.append(foreign(element("p", standfirst.value, "standfirst"), record.language));
  const tags = numbered(record);
  const reading = element("details");
  const reason = element("div", undefined, "reason-box");
  reason.setAttribute("role", "status");
  reading.append(element("summary", "Read"));
  // A long stream costs little if the text is only made for those that are read.
  const open = () => {
    reading.open = true;
    if (reading.children.length === 1) reading.append(bodyOf(record, tags, choose), ending(record), raw(record));
  };
  const choose = (entry) => {
    open();
    explain(entry, item, reason);
  };
  reading.addEventListener("toggle", () => { if (reading.open) open(); });
  item.append(chips(tags, choose), reason, reading);
  return item;
}

function remember(record) {
  headlines.set(record.uri, headlineOf(record));
  if (headlines.size > REMEMBERED) headlines.delete(headlines.keys().next().value);
}

function numbered(record) {
  const points = Array.from(record.bodies?.[0]?.value || "");
  const wordsOf = (spans) => [...new Set(spans.map((span) => points.slice(span.start, span.end).join("")))];
  const topics = (record.subjects || []).map((tag) => ({ kind: "topic", tag, spans: [], because: wordsOf(tag.evidence || []) }));
  return [...topics, ...tagsOf(record)].map((entry, number) => ({ ...entry, number }));
}

function facts(record) {
  const line = element("p", undefined, "meta");
  const source = record.source?.name || record.source?.domain;
  const parts = [record.language, moment(record), source, record.by && `by ${record.by}`, record.dateline?.raw || record.located];
  line.textContent = parts.filter(Boolean).join(" · ");
  return foreign(line);
}

function moment(record) {
  if (!record.contentCreated) return "";
  return record.dates?.published_precision === "day" ? record.contentCreated.slice(0, 10) : record.contentCreated.slice(0, 16).replace("T", " ");
}

function verdict(dedup) {
  const alike = dedup.similarity === undefined ? "" : ` · ${Math.round(dedup.similarity * 100)} % of shingles shared`;
  const notice = dedup.notice ? ` · ${dedup.notice}` : "";
  return `${dedup.status} copy of: ${headlineFor(dedup.of)}${alike}${notice}`.replace("revision copy of", "revision of");
}

function chips(tags, choose) {
  const list = element("ul", undefined, "chips");
  list.setAttribute("aria-label", "Tags");
  const seen = new Set();
  for (const entry of tags) {
    if (entry.kind === "quantity") continue;
    const name = nameOf(entry.kind, entry.tag);
    const key = `${entry.kind} ${name}`;
    if (!name || seen.has(key) || seen.size >= SHOWN_TAGS) continue;
    seen.add(key);
    const label = entry.kind === "place" && entry.tag.iso_3166_1 && entry.tag.iso_3166_1 !== name ? `${name}, ${entry.tag.iso_3166_1}` : name;
    const chip = button(label, () => choose(entry));
    chip.className = entry.kind;
    chip.title = reasonOf(entry);
    const item = element("li");
    item.append(chip);
    list.append(item);
  }
  return list;
}

// Says why a tag is there, and shows the words it rests on.
function explain(entry, item, box) {
  const isSame = box.dataset.shown === String(entry.number);
  box.replaceChildren();
  box.dataset.shown = isSame ? "" : String(entry.number);
  for (const mark of item.querySelectorAll("mark.chosen")) mark.classList.remove("chosen");
  if (isSame) return;
  box.append(element("p", reasonOf(entry)));
  const words = (entry.tag.mentions || []).map((mention) => mention.surface).filter(Boolean);
  if (words.length) box.append(element("p", `in the text as: ${[...new Set(words)].join(", ")}`, "meta"));
  if (entry.because?.length) box.append(element("p", `because of: ${entry.because.join(", ")}`, "meta"));
  for (const key of ["cue", "role", "rule", "stands_for", "focus", "salience", "relevance"]) {
    const value = entry.tag[key];
    if (value !== undefined && typeof value !== "object") box.append(element("p", `${key}: ${value}`, "meta"));
  }
  for (const mark of item.querySelectorAll("mark")) {
    if (mark.dataset.tags.split(" ").includes(String(entry.number))) mark.classList.add("chosen");
  }
}

function ending(record) {
  const parts = [record.signoff && `signed ${record.signoff}`, record.url?.canonical, record.uri];
  return element("p", parts.filter(Boolean).join(" · "), "meta");
}

function raw(record) {
  const details = element("details");
  details.append(element("summary", "The record as JSON"));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(element("pre", JSON.stringify(record, null, 2)));
  });
  return details;
}
