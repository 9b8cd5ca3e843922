// Tries an article that somebody pastes: the same pipeline, nothing published.

import { articleItem } from "./article.js";
import { byId, element } from "./dom.js";
import { letterItem } from "./letters.js";

const state = byId("trial-state");

export function allowTrials(how) {
  byId("trial").hidden = how === "off";
  byId("trial-token-label").hidden = how !== "token";
  if (how === "off") {
    byId("trial-result").replaceChildren(element("li", "Switched off here: set DATELINE_PAGE_TOKEN_FILE to allow it."));
  }
}

async function tryArticle() {
  state.textContent = "working… the first time takes some seconds";
  const answer = await fetch("/api/try", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${byId("trial-token").value}` },
    body: JSON.stringify({ body: byId("trial-body").value, url: byId("trial-url").value }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  const items = told.outcomes.map((outcome) => (outcome.article ? articleItem(outcome.article) : letterItem(outcome.letter)));
  byId("trial-result").replaceChildren(...items);
  state.textContent = items.length === 1 ? "one outcome" : `${items.length} outcomes`;
}

byId("trial").addEventListener("submit", (event) => {
  event.preventDefault();
  const send = byId("trial").querySelector("button");
  send.disabled = true;
  tryArticle()
    .catch((error) => { state.textContent = error.message || "no answer from the service"; })
    .finally(() => { send.disabled = false; });
});
