// The live page: asks for new records and the metrics every second and shows them.
// Everything from articles goes into the page as text nodes, never as markup.
"use strict";

const KEPT = 200;
const stream = document.getElementById("stream");
const state = document.getElementById("state");
const find = document.getElementById("find");
const showDuplicates = document.getElementById("show-duplicates");
const showLetters = document.getElementById("show-letters");
const headlines = new Map();
const stories = new Map();
const merged = new Map();
const STORIES = 30;
const MEMBERS = 100;
let number = 0;

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

function article(record) {
  const dedup = record.dedup || { status: "new" };
  const item = element("li", undefined, dedup.status === "new" ? "" : "copy");
  const headline = record.headlines?.[0]?.value || record.bodies[0].value.slice(0, 90);
  headlines.set(record.uri, headline);
  grow(record, headline);
  item.lang = record.language;
  const title = element("h3", headline);
  title.dir = "auto";
  item.append(title);
  const facts = [record.language, record.contentCreated, record.source?.name || record.source?.domain, record.by, record.located];
  item.append(element("p", facts.filter(Boolean).join(" · "), "meta"));
  if (dedup.status !== "new") item.append(element("p", verdict(dedup), "verdict"));
  item.append(chips(record));
  item.append(text(record));
  return item;
}

// Follows merged stories to the one that was kept: what was published keeps its story, readers take them together.
function kept(story) {
  const seen = new Set();
  while (merged.has(story) && !seen.has(story)) {
    seen.add(story);
    story = merged.get(story);
  }
  return story;
}

// Puts an article into its story; the story that grew last stands first, and only those with two articles are shown.
function grow(record, headline) {
  const dedup = record.dedup || {};
  if (!dedup.story) return;
  const key = kept(dedup.story);
  const story = stories.get(key) || { members: [], count: 0 };
  for (const other of dedup.merges || []) {
    const from = kept(other);
    if (from === key) continue;
    merged.set(from, key);
    const joined = stories.get(from);
    if (joined) {
      story.members = joined.members.concat(story.members);
      story.count += joined.count;
      stories.delete(from);
    }
  }
  story.count += 1;
  story.members.push({ headline, status: dedup.status, source: record.source?.name || record.source?.domain || "", notice: dedup.notice, lang: record.language });
  if (story.members.length > MEMBERS) story.members.splice(1, 1);
  stories.delete(key);
  stories.set(key, story);
  if (stories.size > KEPT) stories.delete(stories.keys().next().value);
}

function showStories() {
  const list = document.getElementById("stories");
  const open = new Set([...list.querySelectorAll("details[open]")].map((node) => node.dataset.story));
  const grown = [...stories].filter(([, story]) => story.count > 1).reverse().slice(0, STORIES);
  list.replaceChildren(...grown.map(([key, story]) => storyItem(key, story, open.has(key))));
  document.getElementById("stories-section").hidden = grown.length === 0;
}

function storyItem(key, story, isOpen) {
  const item = element("li");
  item.lang = story.members[0].lang;
  const title = element("h3");
  const count = element("span", String(story.count), "count");
  count.title = "articles in this story";
  const headline = element("span", story.members[0].headline);
  headline.dir = "auto";
  title.append(count, headline);
  const sources = [...new Set(story.members.map((member) => member.source).filter(Boolean))];
  const details = element("details");
  details.dataset.story = key;
  details.open = isOpen;
  details.append(element("summary", sources.length ? sources.slice(0, 6).join(" · ") : "articles"));
  const members = element("ol");
  for (const member of story.members) {
    const facts = [member.status, member.notice, member.source].filter(Boolean).join(", ");
    members.append(element("li", `${member.headline} (${facts})`));
  }
  details.append(members);
  item.append(title, details);
  return item;
}

function verdict(dedup) {
  const of = headlines.get(dedup.of) || dedup.of;
  const alike = dedup.similarity === undefined ? "" : ` (${Math.round(dedup.similarity * 100)} % of shingles shared)`;
  return `${dedup.status}: ${of}${alike}`;
}

function chips(record) {
  const list = element("ul");
  list.setAttribute("aria-label", "Tags");
  for (const subject of record.subjects || []) list.append(chip(subject.name, `topic, confidence ${subject.confidence}, ${subject.creator}`));
  for (const place of record.places || []) list.append(chip([place.name, place.iso_3166_1].filter(Boolean).join(", "), `place, confidence ${place.confidence}, ${place.creator}`));
  for (const person of record.people || []) list.append(chip(person.name, `person, confidence ${person.confidence}, ${person.creator}`));
  return list;
}

function chip(label, reason) {
  const node = element("li", label);
  node.title = reason;
  return node;
}

function text(record) {
  const details = element("details");
  details.append(element("summary", "Read"));
  const body = record.bodies[0].value;
  const paragraph = element("p");
  paragraph.dir = "auto";
  // Offsets are code points; JavaScript strings are UTF-16, so the text is cut as an array of code points.
  const points = Array.from(body);
  let at = 0;
  for (const span of spans(record)) {
    if (span.start < at) continue;
    paragraph.append(points.slice(at, span.start).join(""));
    const mark = element("mark", points.slice(span.start, span.end).join(""), span.kind);
    mark.title = span.reason;
    paragraph.append(mark);
    at = span.end;
  }
  paragraph.append(points.slice(at).join(""));
  details.append(paragraph);
  return details;
}

function spans(record) {
  const found = [];
  const groups = [["person", record.people], ["place", record.places], ["organisation", record.organisations]];
  for (const [kind, entities] of groups) {
    for (const entity of entities || []) {
      for (const mention of entity.mentions || []) {
        const identity = mention.metonym ? `stands for ${mention.stands_for}` : entity.uri || "unknown identity";
        found.push({ start: mention.start, end: mention.end, kind, reason: `${kind}: ${entity.name}, ${identity}, confidence ${entity.confidence}, ${entity.creator}` });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function letter(record, where) {
  const item = element("li", undefined, "letter");
  const title = element("h3");
  title.append(element("span", record.reason, "reason"), ` in ${record.stage || "?"}`);
  item.append(title, element("p", record.detail || "", "meta"));
  const origin = record.origin || where;
  item.append(element("p", `${origin.topic} partition ${origin.partition} offset ${origin.offset}`, "meta"));
  const details = element("details");
  details.append(element("summary", "Raw bytes (first 2 KiB)"), element("pre", decode(record.body_base64)));
  item.append(details);
  return item;
}

function decode(base64) {
  if (!base64) return "";
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8").decode(bytes);
}

function show(entry) {
  let item;
  if (entry.article) item = article(entry.article);
  else if (entry.letter) item = letter(entry.letter, entry.where);
  else item = element("li", `A record too large or unreadable to show: ${entry.where.topic} offset ${entry.where.offset}`, "letter");
  item.dataset.search = JSON.stringify(entry.article ? { ...entry.article, provenance: undefined } : entry.letter || {}).toLowerCase();
  item.hidden = !isWanted(item);
  stream.prepend(item);
  while (stream.children.length > KEPT) stream.lastChild.remove();
}

function isWanted(item) {
  if (item.classList.contains("copy") && !showDuplicates.checked) return false;
  if (item.classList.contains("letter") && !showLetters.checked) return false;
  return item.dataset.search.includes(find.value.trim().toLowerCase());
}

function filter() {
  for (const item of stream.children) item.hidden = !isWanted(item);
}

async function records() {
  const answer = await fetch(`/api/records?after=${number}`);
  const found = await answer.json();
  number = found.number;
  for (const entry of found.records) show(entry);
  if (found.records.length) showStories();
  document.getElementById("empty").hidden = stream.children.length > 0;
}

async function flow() {
  const totals = totalsOf(await (await fetch("/metrics")).text());
  const rows = document.getElementById("flow");
  rows.replaceChildren(...totals.map(([label, value]) => {
    const cell = element("div");
    cell.append(element("dt", label), element("dd", value.toLocaleString("en")));
    return cell;
  }));
}

// Sums the few series that the page shows out of the Prometheus text format.
function totalsOf(exposition) {
  const sums = new Map();
  for (const line of exposition.split("\n")) {
    const match = /^(dateline_[a-z_]+)(\{[^}]*\})? ([0-9.e+-]+)/.exec(line);
    if (!match) continue;
    const [, name, labels = "", value] = match;
    for (const [label, wanted, needle] of SHOWN) {
      if (name === wanted && labels.includes(needle)) sums.set(label, (sums.get(label) || 0) + Number(value));
    }
  }
  return SHOWN.map(([label]) => [label, Math.round(sums.get(label) || 0)]);
}

const SHOWN = [
  ["received", "dateline_messages_received_total", 'stage="normalize"'],
  ["enriched", "dateline_records_published_total", '.enriched"'],
  ["duplicates", "dateline_duplicates_total", ""],
  ["dead letters", "dateline_dlq_messages_total", ""],
  ["waiting", "dateline_consumer_lag_records", ""],
];

async function turn() {
  try {
    await Promise.all([records(), flow()]);
    state.textContent = "live";
  } catch {
    state.textContent = "no answer from the service";
  }
  setTimeout(turn, 1000);
}

for (const input of [find, showDuplicates, showLetters]) input.addEventListener("input", filter);
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
turn();
