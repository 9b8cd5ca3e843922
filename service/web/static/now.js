// What is wrong now and what happened lately, in the service's own words; each second only what is new is asked for.

import { byId, element } from "./dom.js";

const KEPT = 100;
const log = byId("happenings");
const list = byId("troubles");
const lines = new Map();
let number = 0;
let begun = null;
let silentSince = null;

export async function now() {
  const answer = await (await fetch(`/api/now?after=${number}`)).json();
  if (begun !== null && answer.begun !== begun) {
    // A service that was started anew counts anew; what it had said before stays, with a line between.
    number = 0;
    begun = null;
    lines.clear();
    return now();
  }
  begun = answer.begun;
  number = answer.number;
  for (const happening of answer.happenings) happened(happening);
  if (silentSince !== null) {
    happened({ id: `silent ${silentSince}`, at: new Date().toISOString(), kind: "good", times: 1, event: "answers",
      text: `the service answers again, after ${Math.round((Date.now() - silentSince) / 1000)} s` });
    silentSince = null;
  }
  show(answer.troubles);
  return answer;
}

export function noAnswer() {
  if (silentSince === null) {
    silentSince = Date.now();
    happened({ id: `lost ${silentSince}`, at: new Date().toISOString(), kind: "error", times: 1, event: "no_answer",
      text: "the service does not answer any more" });
  }
  show([{ text: "The service does not answer: the worker has ended, or this machine does not reach it.", since: new Date(silentSince).toISOString() }]);
}

function show(troubles) {
  byId("all-well").hidden = troubles.length > 0;
  const told = troubles.map((trouble) => {
    const item = element("li", trouble.text);
    if (trouble.since) item.append(" ", element("span", `Since ${clock(trouble.since)}.`, "meta"));
    return item;
  });
  const before = [...list.children].map((item) => item.textContent).join("\n");
  if (told.map((item) => item.textContent).join("\n") !== before) list.replaceChildren(...told);
}

function happened(happening) {
  const item = element("li", undefined, happening.kind);
  item.dataset.event = happening.event;
  const time = element("time", clock(happening.at));
  time.dateTime = happening.at;
  item.append(time, " ", happening.text, happening.times > 1 ? ` (${happening.times} times)` : "");
  lines.get(happening.id)?.remove();
  lines.set(happening.id, item);
  // Processes tell the supervisor once a second, so one may come a moment late.
  const after = [...log.children].find((other) => other.firstChild.dateTime <= happening.at);
  log.insertBefore(item, after || null);
  while (log.children.length > KEPT) log.lastChild.remove();
  if (lines.size > 2 * KEPT) for (const [id, line] of lines) if (!line.isConnected) lines.delete(id);
  byId("nothing-happened").hidden = true;
}

function clock(at) {
  return new Date(at).toLocaleTimeString("en-GB");
}
