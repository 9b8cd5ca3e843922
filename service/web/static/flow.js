// The flow: for each stage how much comes through, how much waits, and how old it is, from differences between
// two answers of the service.

import { byId, drawn, element } from "./dom.js";

const WINDOW_MS = 30_000;
const POINTS = 60;
const history = [];
const rates = new Map();

export function showFlow(now) {
  now.at = performance.now();
  history.push(now);
  while (history.length > 2 && now.at - history[0].at > WINDOW_MS) history.shift();
  byId("flow").replaceChildren(...now.stages.map((stage, at) => stageItem(stage, at, now)));
  byId("outcomes").textContent = outcomes(now);
}

function stageItem(stage, at, now) {
  const before = history[0].stages[at];
  const last = history.length > 1 ? history[history.length - 2] : history[0];
  const isTroubled = now.troubles.some((trouble) => trouble.stage === stage.name);
  const item = element("li", undefined, isTroubled ? "stage troubled" : "stage");
  item.append(element("h3", stage.name));
  const speed = rate(stage.received - last.stages[at].received, now.at - last.at);
  const facts = element("dl");
  fact(facts, "a second", speed.toLocaleString("en", { maximumFractionDigits: speed < 10 ? 1 : 0 }));
  fact(facts, "waiting", stage.waiting.toLocaleString("en"));
  fact(facts, "received", stage.received.toLocaleString("en"));
  fact(facts, "work", middle(before.work, stage.work));
  fact(facts, "age when done", middle(before.age, stage.age));
  item.append(facts, spark(stage.name, speed));
  if (stage.restarts) item.append(element("p", `processes started anew: ${stage.restarts.toLocaleString("en")}`, "meta"));
  return item;
}

function fact(list, name, value) {
  const pair = element("div");
  pair.append(element("dt", name), element("dd", value));
  list.append(pair);
}

function rate(count, milliseconds) {
  return milliseconds > 0 ? Math.max(0, (count * 1000) / milliseconds) : 0;
}

// The bound of the bucket in which the share lies, of what was added between two cumulative histograms.
export function percentile(before, after, share) {
  const counts = after.map(([bound, count], at) => [bound, count - (before[at]?.[1] ?? 0)]);
  const total = counts.length ? counts[counts.length - 1][1] : 0;
  if (total <= 0) return undefined;
  return counts.find(([, count]) => count >= share * total)[0];
}

// The half and the twentieth part that took longest, lately or, if nothing came lately, since the start.
function middle(before, after) {
  const from = percentile(before, after, 0.5) === undefined ? [] : before;
  const half = percentile(from, after, 0.5);
  return half === undefined ? "–" : `${time(half)} · ${time(percentile(from, after, 0.95))}`;
}

function time(value) {
  if (value === null) return "longer";
  return value < 1 ? `≤ ${Math.round(value * 10_000) / 10} ms` : `≤ ${value} s`;
}

function spark(name, speed) {
  const values = rates.get(name) || [];
  values.push(speed);
  if (values.length > POINTS) values.shift();
  rates.set(name, values);
  const most = Math.max(...values, 1);
  const line = values.map((value, at) => `${(at * 100) / (POINTS - 1)},${24 - (22 * value) / most}`).join(" ");
  const picture = drawn("svg", { viewBox: "0 0 100 25", preserveAspectRatio: "none", class: "spark", "aria-hidden": "true" });
  picture.append(drawn("polyline", { points: line, fill: "none" }));
  return picture;
}

function outcomes(now) {
  const parts = [
    ...Object.entries(now.duplicates).filter(([, count]) => count).map(([kind, count]) => `${count.toLocaleString("en")} ${kind}`),
    ...Object.entries(now.dead_letters).filter(([, count]) => count).map(([reason, count]) => `${count.toLocaleString("en")} ${reason}`),
  ];
  return parts.length ? `Copies and dead letters: ${parts.join(" · ")}` : "";
}
