// The parts of the page that are made from the kiosk's picture: tiles, ticket, notices.

import { arrange, make, makeWords } from "./words.js";

/** Rebuild the tiles; the act of each is sent when it is touched. */
export function tiles(root, view, send) {
  const made = view.services.map((service, index) => serviceTile(service, index, send));
  if (view.phase === "idle" && view.booking) made.push(doorTile("tile-booking", made.length, () => send({ do: "open_booking" })));
  if (view.phase === "idle" && view.priority) made.push(doorTile("tile-priority", made.length, () => send({ do: "open_priority" })));
  if (view.phase === "idle" && view.back) made.push(doorTile("tile-seat", made.length, () => send({ do: "came_back" })));
  if (view.phase === "choosing") made.push(doorTile("tile-back", made.length, () => send({ do: "reset" })));
  root.replaceChildren(...made);
  root.dataset.count = String(made.length);
}

function serviceTile(service, index, send) {
  const closed = Object.keys(service.closed).length > 0;
  const tile = make("button", "tile service");
  tile.type = "button";
  tile.append(badge(service.letter), makeWords("span", "name", service.names));
  tile.append(makeWords("span", "note", closed ? service.closed : service.waiting));
  if (closed) {
    tile.setAttribute("aria-disabled", "true");
  }
  tile.addEventListener("click", () => send({ do: "choose", service: service.id, lane: service.lane }));
  return keyed(tile, index);
}

function doorTile(template, index, act) {
  const tile = make("button", "tile door");
  tile.type = "button";
  tile.append(document.getElementById(template).content.cloneNode(true));
  arrange(tile);
  tile.addEventListener("click", act);
  return keyed(tile, index);
}

function badge(letter) {
  const element = make("span", "letter", letter);
  element.setAttribute("aria-hidden", "true");
  return element;
}

function keyed(tile, index) {
  tile.dataset.digit = String(index + 1);
  tile.setAttribute("aria-keyshortcuts", String(index + 1));
  return tile;
}

/** Draw the ticket as it comes out of the printer. */
export function ticket(root, shown) {
  const label = make("p", "label words");
  label.append(document.getElementById("label-number").content.cloneNode(true));
  const parts = [make("p", "ticket-office", shown.office_name), makeWords("p", "ticket-service", shown.service_names), label];
  parts.push(make("p", "number", shown.number), make("p", "printed-at", shown.printed_at));
  const foot = make("div", "foot");
  const lines = make("div", "lines");
  lines.append(...shown.lines.map((line) => makeWords("p", "line", line)));
  foot.append(lines);
  if (shown.qr.length) foot.append(qr(shown.qr));
  parts.push(foot);
  root.replaceChildren(...parts);
  arrange(root);
}

function qr(rows) {
  const quiet = 2;
  const size = rows.length + 2 * quiet;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", rows.map((row, y) => modules(row, y + quiet, quiet)).join(""));
  svg.append(path);
  return svg;
}

function modules(row, y, quiet) {
  return [...row].map((module, x) => (module === "1" ? `M${x + quiet} ${y}h1v1h-1z` : "")).join("");
}

/** Show what does not work, kindly. */
export function notices(root, list) {
  root.replaceChildren(...list.map((words) => makeWords("p", "notice", words)));
}
