// The parts of the page that are made from the kiosk's picture: tiles, ticket, notices.

import { arrange, make, makeWords } from "./words.js";

/** Rebuild the tiles; the act of each is sent when it is touched. */
export function tiles(root, doors, view, send) {
  const services = view.services.map((service, index) => serviceTile(service, index, send));
  root.replaceChildren(...services);
  root.dataset.count = String(services.length);
  const before = ["full", "offline"].includes(view.phase) ? 0 : services.length;
  const others = doorsOf(view).map(([template, act], index) => doorTile(template, before + index, () => send({ do: act })));
  doors.replaceChildren(...others);
  doors.hidden = others.length === 0;
}

function doorsOf(view) {
  if (view.phase === "choosing") return [["tile-back", "reset"]];
  const staff = [view.desk, "tile-staff", "open_desk"];
  if (view.phase === "offline") return view.desk ? [staff.slice(1)] : [];
  if (view.phase !== "idle" && view.phase !== "full") return [];
  const offered = [[view.booking, "tile-booking", "open_booking"], [view.priority, "tile-priority", "open_priority"], [view.back, "tile-seat", "came_back"]];
  return [...offered, staff].filter(([there]) => there).map(([, template, act]) => [template, act]);
}

function serviceTile(service, index, send) {
  const closed = Object.keys(service.closed).length > 0;
  const tile = make("button", "tile service box");
  tile.type = "button";
  tile.append(makeWords("span", "name", service.names), facts(service, closed));
  if (closed) tile.setAttribute("aria-disabled", "true");
  tile.addEventListener("click", () => send({ do: "choose", service: service.id, lane: service.lane }));
  return keyed(tile, index);
}

/** Rebuild what staff can choose from. */
export function options(root, list, send) {
  root.replaceChildren(...list.map(({ words, act }, index) => {
    const tile = make("button", "tile service box");
    tile.type = "button";
    tile.append(makeWords("span", "name", words));
    tile.addEventListener("click", () => send(act));
    return keyed(tile, index);
  }));
  root.dataset.count = String(list.length);
}

function facts(service, closed) {
  const told = closed ? [["info", service.closed]] : [["clock", service.wait], ["ticket", service.left]];
  const root = make("span", "facts");
  for (const [name, words] of told.filter(([, words]) => Object.keys(words).length > 0)) {
    const fact = make("span", "fact");
    fact.append(icon(name), makeWords("span", "", words));
    root.append(fact);
  }
  return root;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function doorTile(template, index, act) {
  const tile = make("button", "tile door box");
  tile.type = "button";
  tile.append(document.getElementById(template).content.cloneNode(true));
  arrange(tile);
  tile.addEventListener("click", act);
  return keyed(tile, index);
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
  const foot = make("div", "ticket-foot");
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
