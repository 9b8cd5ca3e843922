// The live page: asks for new records and the state of the flow every second and shows them.

import { articleItem } from "./article.js";
import { byId, element } from "./dom.js";
import { choosePlace, describe, isWanted, startFilters } from "./filters.js";
import { showFlow } from "./flow.js";
import { allowReplay, letterItem } from "./letters.js";
import { locate, showPlaces, startMap } from "./map.js";
import { noAnswer, now } from "./now.js";
import { grow, showStories } from "./stories.js";
import { allowTrials } from "./trial.js";

const KEPT = 200;
const PAUSE_MS = 1000;
const stream = byId("stream");
const state = byId("state");
const pause = byId("pause");
let number = 0;
let held = [];

function show(entry) {
  const item = itemOf(entry);
  describe(item, entry);
  item.hidden = !isWanted(item);
  stream.prepend(item);
  while (stream.children.length > KEPT) stream.lastChild.remove();
}

function itemOf(entry) {
  if (entry.article) return articleItem(entry.article);
  if (entry.letter) return letterItem(entry.letter, entry.where);
  return element("li", `A record too large or unreadable to show: ${entry.where.topic} partition ${entry.where.partition} offset ${entry.where.offset}`, "letter");
}

function filter() {
  for (const item of stream.children) item.hidden = !isWanted(item);
  count();
}

function count() {
  const shown = [...stream.children].filter((item) => !item.hidden).length;
  const waiting = held.length ? `, ${held.length} more since the pause` : "";
  byId("count").textContent = stream.children.length ? `${shown} of the last ${stream.children.length} shown${waiting}` : "";
  byId("empty").hidden = stream.children.length > 0;
}

async function records() {
  const found = await (await fetch(`/api/records?after=${number}`)).json();
  // A service that was started anew counts anew.
  if (found.number < number) number = 0;
  else number = found.number;
  for (const entry of found.records) {
    if (!entry.article) continue;
    grow(entry.article);
    locate(entry.article);
  }
  held = held.concat(found.records).slice(-KEPT);
  if (pause.getAttribute("aria-pressed") === "false") {
    for (const entry of held) show(entry);
    held = [];
  }
  if (found.records.length) {
    showStories();
    showPlaces();
  }
  count();
}

async function turn() {
  try {
    const [answer] = await Promise.all([now(), records()]);
    showFlow(answer);
    const wrong = answer.troubles.length > 0;
    say(wrong ? "not all is well" : "live", wrong ? "state bad" : "state good");
  } catch {
    noAnswer();
    say("no answer from the service", "state bad");
  }
  setTimeout(turn, PAUSE_MS);
}

// What does not change is not read aloud again.
function say(text, className) {
  if (state.textContent !== text) state.textContent = text;
  state.className = className;
}

pause.addEventListener("click", () => {
  const isPaused = pause.getAttribute("aria-pressed") === "true";
  pause.setAttribute("aria-pressed", String(!isPaused));
  pause.textContent = isPaused ? "Pause" : "Go on";
  state.dataset.paused = String(!isPaused);
});

async function start() {
  startMap((name) => choosePlace(name, filter));
  startFilters(filter);
  try {
    const allowed = await (await fetch("/api/actions")).json();
    allowReplay(allowed.replay);
    allowTrials(allowed.try);
  } finally {
    turn();
  }
}

start();
