// Shows a dead letter: why, where, the bytes as text and as hexadecimal, and a button that puts the message back.

import { button, byId, element } from "./dom.js";

const HEX_BYTES = 512;
let allowed = "off";
let chosen = null;

export function allowReplay(how) {
  allowed = how;
}

export function letterItem(letter, where) {
  const item = element("li", undefined, "letter");
  const title = element("h3");
  title.append(element("span", letter.reason, "reason"), ` in ${letter.stage || "?"}`);
  item.append(title, element("p", letter.detail || "", "meta"));
  const origin = letter.origin || where;
  item.append(element("p", `${origin.topic} partition ${origin.partition} offset ${origin.offset} item ${origin.item ?? 0}`, "meta"));
  if (letter.body_base64) item.append(rawBytes(letter.body_base64));
  if (where && allowed !== "off") {
    item.append(button("Put back…", () => ask(where, letter)));
  }
  return item;
}

function rawBytes(base64) {
  const details = element("details");
  details.append(element("summary", "Raw bytes (the first 2 KiB)"));
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    details.append(element("pre", new TextDecoder("utf-8").decode(bytes)), element("pre", dump(bytes.subarray(0, HEX_BYTES)), "hex"));
  });
  return details;
}

function dump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}

function ask(where, letter) {
  chosen = where;
  byId("replay-what").textContent = `${letter.reason}, dead letter ${where.partition}:${where.offset}. It goes back once, however often it is asked for.`;
  byId("replay-state").textContent = "";
  byId("replay-do").disabled = false;
  byId("replay").showModal();
}

async function putBack() {
  const state = byId("replay-state");
  byId("replay-do").disabled = true;
  state.textContent = "putting back…";
  const answer = await fetch("/api/replay", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${byId("replay-token").value}` },
    body: JSON.stringify({ partition: chosen.partition, offset: chosen.offset }),
  });
  const told = await answer.json();
  state.textContent = told.done || told.error;
  byId("replay-do").disabled = answer.ok;
}

byId("replay-do").addEventListener("click", () => {
  putBack().catch(() => { byId("replay-state").textContent = "no answer from the service"; });
});
