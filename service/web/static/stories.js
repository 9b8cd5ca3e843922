// Groups articles by story, the one that grew last first. Merging follows the published rule: what was published
// keeps its story, and a record that says `merges` tells readers to take the stories together.

import { headlineOf } from "./article.js";
import { byId, element, foreign } from "./dom.js";

const KEPT = 200;
const SHOWN = 30;
const MEMBERS = 100;
const stories = new Map();
const merged = new Map();

function kept(story) {
  const seen = new Set();
  while (merged.has(story) && !seen.has(story)) {
    seen.add(story);
    story = merged.get(story);
  }
  return story;
}

export function grow(record) {
  const dedup = record.dedup || {};
  if (!dedup.story) return;
  const key = kept(dedup.story);
  const story = stories.get(key) || { members: [], count: 0 };
  for (const other of dedup.merges || []) takeOver(story, key, other);
  story.count += 1;
  const source = record.source?.name || record.source?.domain || "";
  story.members.push({ headline: headlineOf(record), status: dedup.status, source, notice: dedup.notice, language: record.language });
  if (story.members.length > MEMBERS) story.members.splice(1, 1);
  stories.delete(key);
  stories.set(key, story);
  if (stories.size > KEPT) stories.delete(stories.keys().next().value);
}

function takeOver(story, key, other) {
  const from = kept(other);
  if (from === key) return;
  merged.set(from, key);
  if (merged.size > KEPT) merged.delete(merged.keys().next().value);
  const joined = stories.get(from);
  if (!joined) return;
  story.members = joined.members.concat(story.members);
  story.count += joined.count;
  stories.delete(from);
}

export function showStories() {
  const list = byId("stories");
  const open = new Set([...list.querySelectorAll("details[open]")].map((node) => node.dataset.story));
  const grown = [...stories].filter(([, story]) => story.count > 1).reverse().slice(0, SHOWN);
  list.replaceChildren(...grown.map(([key, story]) => storyItem(key, story, open.has(key))));
  byId("no-stories").hidden = grown.length > 0;
}

function storyItem(key, story, isOpen) {
  const item = element("li");
  const title = element("h3");
  const count = element("span", story.count, "count");
  count.append(element("span", " articles:", "unseen"));
  title.append(count, foreign(element("span", story.members[0].headline), story.members[0].language));
  const sources = [...new Set(story.members.map((member) => member.source).filter(Boolean))];
  const details = element("details");
  details.dataset.story = key;
  details.open = isOpen;
  details.append(element("summary", sources.length ? sources.slice(0, 6).join(" · ") : "its articles"));
  const members = element("ol");
  for (const member of story.members) {
    const facts = [member.status, member.notice, member.source].filter(Boolean).join(", ");
    members.append(foreign(element("li", `${member.headline} (${facts})`), member.language));
  }
  details.append(members);
  item.append(title, details);
  return item;
}
