// Where the news is: the places of the articles on the page, larger the more articles name them.

import { byId, drawn, element } from "./dom.js";
import { BORDERS, LAND } from "./outline.js";

const SHOWN = 120;
const LISTED = 25;
const places = new Map();
let choose = () => {};

export function startMap(onChoose) {
  choose = onChoose;
  byId("map").append(drawn("path", { d: LAND, class: "land" }), drawn("path", { d: BORDERS, class: "border" }), drawn("g", { id: "spots" }));
}

export function locate(record) {
  for (const place of record.places || []) {
    if (typeof place.lat !== "number" || typeof place.lon !== "number") continue;
    const key = place.uri || place.name;
    const known = places.get(key) || { name: place.name, lat: place.lat, lon: place.lon, count: 0 };
    known.count += 1;
    places.delete(key);
    places.set(key, known);
    if (places.size > 2000) places.delete(places.keys().next().value);
  }
}

export function showPlaces() {
  const most = [...places.values()].sort((a, b) => b.count - a.count);
  byId("spots").replaceChildren(...most.slice(0, SHOWN).map(spot));
  byId("places").replaceChildren(...most.slice(0, LISTED).map((place) => element("li", `${place.name}: ${place.count}`)));
}

function spot(place) {
  const circle = drawn("circle", {
    cx: (place.lon + 180) * 10,
    cy: (90 - place.lat) * 10,
    r: 12 + 9 * Math.sqrt(place.count),
    class: "spot",
    tabindex: "0",
    role: "button",
    "aria-label": `${place.name}, ${place.count} articles: show only these`,
  });
  const title = drawn("title", {});
  title.textContent = `${place.name}: ${place.count}`;
  circle.append(title);
  circle.addEventListener("click", () => choose(place.name));
  circle.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(place.name);
    }
  });
  return circle;
}
