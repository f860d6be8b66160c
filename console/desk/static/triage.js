/* 待研判 made fast: the next leads are loaded ahead, a decision shows the next one at once. The page works without it. */
"use strict";

(() => {
  const AHEAD = 3;
  const place = document.getElementById("triage");
  const told = document.getElementById("told");
  const query = place.dataset.query;
  const loaded = new Map(); /* number → promise of its panes */
  let picked = null;

  document.documentElement.classList.add("with-script");

  function rows() {
    return Array.from(place.querySelectorAll("[data-row]"));
  }

  function current() {
    return place.querySelector("[data-row].current");
  }

  function rowOf(number) {
    return rows().find((row) => row.dataset.row === number);
  }

  function load(number, ahead) {
    const headers = ahead ? { "gi-poll": "1" } : {};
    const address = `/triage/pane/${encodeURIComponent(number)}?${query}`;
    return fetch(address, { headers }).then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer)));
  }

  function ahead() {
    const all = rows();
    const from = all.indexOf(current()) + 1;
    for (const row of all.slice(from, from + AHEAD)) {
      const number = row.dataset.row;
      if (!loaded.has(number)) loaded.set(number, load(number, true).catch(() => (loaded.delete(number), null)));
    }
  }

  function put(html) {
    const part = new DOMParser().parseFromString(html, "text/html").getElementById("pane");
    if (part) document.getElementById("pane").replaceWith(document.importNode(part, true));
  }

  function mark(row) {
    for (const other of rows()) {
      other.classList.toggle("current", other === row);
      other.querySelector("a").removeAttribute("aria-current");
    }
    row.querySelector("a").setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  async function open(row) {
    if (!row) return;
    const number = row.dataset.row;
    mark(row);
    const html = (await loaded.get(number)) || (await load(number, false).catch(() => null));
    if (!html) return location.assign(row.querySelector("a").href);
    if (current() !== row) return;
    const was = loaded.has(number);
    loaded.delete(number);
    put(html);
    history.replaceState(null, "", row.querySelector("a").href);
    ahead();
    if (was) hold(number, html);
  }

  /* What was loaded ahead is asked for once more as «opened»: colleagues see it, and we see what changed meanwhile. */
  async function hold(number, html) {
    const now = await load(number, false).catch(() => null);
    const pane = document.getElementById("pane");
    if (now && now !== html && pane.dataset.lead === number && !pane.querySelector("details[open]")) put(now);
  }

  function tell(text) {
    told.textContent = text;
    told.hidden = !text;
  }

  function send(form, submitter) {
    const body = new URLSearchParams(new FormData(form));
    if (submitter && submitter.name) body.append(submitter.name, submitter.value);
    return fetch(form.action, { method: "POST", body, headers: { "gi-part": "1" } });
  }

  async function decide(form, submitter) {
    const row = current();
    const all = rows();
    const next = all[all.indexOf(row) + 1] || all[all.indexOf(row) - 1];
    const sent = send(form, submitter);
    if (next) open(next);
    const answer = await sent.catch(() => null);
    if (answer && answer.ok) {
      tell("");
      const shop = row.parentElement;
      row.remove();
      if (!shop.querySelector("[data-row]")) shop.remove();
      if (!next) location.assign(`/triage?${query}`);
      return refresh();
    }
    tell(`✕ ${row.dataset.row} ${answer ? await answer.text() : navigator.onLine ? "" : "offline"}`);
    if (next) mark(row);
    loaded.delete(row.dataset.row);
    open(row);
  }

  async function undo(form) {
    const answer = await send(form).catch(() => null);
    if (answer && answer.ok) return location.assign(form.elements.back.value + (query ? `&${query}` : ""));
    tell(answer ? await answer.text() : "✕");
  }

  async function refresh() {
    const answer = await fetch("/triage/strip", { headers: { "gi-poll": "1" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("strip");
    if (!part) return;
    document.getElementById("strip").replaceWith(document.importNode(part, true));
    const count = document.querySelector(".top a[href='/triage'] .count");
    if (count && Number(part.dataset.waiting) < 1000) count.textContent = part.dataset.waiting;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.action.includes("/moves/")) return;
    const isUndo = form.dataset.undo !== undefined;
    if (!isUndo && !form.closest("#pane")) return;
    event.preventDefault();
    delete form.dataset.sent;
    if (isUndo) undo(form);
    else if (!current()) form.submit();
    else if (form.closest("#pane").dataset.lead === current().dataset.row) decide(form, event.submitter);
    /* else: the next lead is on its way; what was meant for it must not decide the one before */
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".row-lead a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link.closest("[data-row]"));
    }
    const step = event.target.closest("[data-step]");
    if (step) open(rows()[rows().indexOf(current()) + Number(step.dataset.step)]);
    if (event.target.id === "pick") pick(false);
    if (event.target.id === "pick-all") pickAll();
  });

  function box(row) {
    return row.querySelector("input[type=checkbox]");
  }

  function pick(range) {
    const row = current();
    if (!row) return;
    const all = rows();
    if (range && picked && all.includes(picked)) {
      const [from, to] = [all.indexOf(picked), all.indexOf(row)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) box(one).checked = true;
    } else box(row).checked = !box(row).checked;
    picked = row;
  }

  function pickAll() {
    const every = rows().every((row) => box(row).checked);
    for (const row of rows()) box(row).checked = !every;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (!document.getElementById("pick").dataset.key) return; /* shortcuts are switched off */
    if (event.key === "*") pickAll();
    if (event.shiftKey && event.code === document.getElementById("pick").dataset.key) pick(true);
  });

  ahead();
})();
