/* The desk's own script: shortcuts, boxes that ask back, charts from data. Every page works without it. */
"use strict";

(() => {
  const PAUSE_MS = 900; /* between the two keys of a sequence */
  const FIELDS = "input, textarea, select, [contenteditable], [role=textbox]";
  let first = "";
  let firstAt = 0;

  /* True while the person writes, or an input method composes (229 is what they send). */
  function isWriting(event) {
    const target = event.target;
    return event.isComposing || event.keyCode === 229 || (target instanceof Element && target.closest(FIELDS) !== null);
  }

  function isShown(element) {
    return element.getClientRects().length > 0 && !element.disabled;
  }

  function keyed(code) {
    const all = document.querySelectorAll("[data-key]");
    return Array.from(all).filter((element) => element.dataset.key === code && isShown(element));
  }

  function press(element) {
    if (element.matches(FIELDS)) return element.focus();
    element.click();
    if (element.matches("summary")) enter(element.parentElement); /* at once: the event «toggle» may come after the next key */
  }

  function onKey(event) {
    if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) return closeAsked();
    if (isWriting(event) || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "?") {
      if (document.querySelector("[data-key]")) showSheet();
      return;
    }
    if (event.key === "Shift") return showHints(true);
    if (event.shiftKey || document.querySelector("dialog[open]")) return;
    const pair = event.timeStamp - firstAt < PAUSE_MS ? `${first} ${event.code}` : "";
    const found = (pair && keyed(pair)[0]) || keyed(event.code)[0];
    first = event.code;
    firstAt = event.timeStamp;
    if (!found) return;
    first = "";
    event.preventDefault();
    press(found);
  }

  function shown(code) {
    return code.split(" ").map((part) => part.replace(/^(Key|Digit)/, "").replace("Slash", "/")).join(" ");
  }

  function showHints(on) {
    document.documentElement.classList.toggle("show-keys", on);
    if (on) for (const element of document.querySelectorAll("[data-key]")) element.dataset.keyShown = shown(element.dataset.key);
  }

  function showSheet() {
    showHints(false);
    const sheet = document.getElementById("key-sheet");
    const list = sheet.querySelector("dl");
    list.textContent = "";
    const told = new Set();
    for (const element of document.querySelectorAll("[data-key]")) {
      if (told.has(element.dataset.key)) continue;
      told.add(element.dataset.key);
      const term = document.createElement("dt");
      term.textContent = shown(element.dataset.key);
      const word = document.createElement("dd");
      word.textContent = element.getAttribute("aria-label") || element.title || element.textContent.trim();
      list.append(term, word);
    }
    sheet.showModal();
  }

  /* Boxes that ask back: one open at a time, the first field has the focus, Escape closes. */
  function onToggle(event) {
    if (event.target instanceof HTMLDetailsElement) enter(event.target);
  }

  function enter(box) {
    if (!box.matches("details.ask") || !box.open || box.querySelector("form").contains(document.activeElement)) return;
    for (const other of document.querySelectorAll("details.ask[open]")) if (other !== box) other.open = false;
    const field = box.querySelector("form input:not([type=hidden]), form select, form textarea, form button");
    if (field) field.focus();
  }

  function closeAsked() {
    for (const box of document.querySelectorAll("details.ask[open], details.me[open]")) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  }

  /* A form is sent once, however often its button is pressed; coming back by «back» frees it. */
  function onSubmit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  }

  /* Charts: the option is data alone; texts are drawn, never read as markup. */
  function draw(place) {
    const option = JSON.parse(place.dataset.chart);
    if (option.tooltip) Object.assign(option.tooltip, { renderMode: "richText", confine: true });
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({ animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...option });
    place.dataset.drawn = "1";
    const table = place.parentElement.querySelector("details");
    if (table) table.open = false;
    new ResizeObserver(() => chart.resize()).observe(place);
  }

  function drawAll() {
    const places = document.querySelectorAll("[data-chart]:not([data-drawn])");
    if (!places.length) return;
    if (window.echarts) return places.forEach(draw);
    const script = document.createElement("script");
    script.src = "/static/vendor/echarts.common.min.js";
    script.onload = () => document.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
    document.head.append(script);
  }

  /* Printing shows every table twin and every folded part. */
  function beforePrint() {
    for (const part of document.querySelectorAll("main details:not(.ask)")) part.open = true;
  }

  /* Drafts: what is written in a long form is kept by the desk a moment after the last key; not a use of the session. */
  const DRAFT_MS = 4000;
  function onInput(event) {
    const form = event.target instanceof Element ? event.target.closest("form[data-draft]") : null;
    if (!form || event.isComposing) return;
    clearTimeout(Number(form.dataset.timer || 0));
    form.dataset.timer = String(setTimeout(() => keepDraft(form), DRAFT_MS));
  }

  function keepDraft(form) {
    if (form.dataset.sent) return;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    fetch(form.dataset.draft, { method: "POST", body, headers: { "gi-poll": "1" }, redirect: "manual" }).catch(() => {});
  }

  /* Before the log-in ends: what is written is kept as a draft, and the reader is told; other windows may prolong it. */
  const WARN_S = 300;
  const LONGEST_MS = 600000; /* a sleeping machine's timers stand still, so the desk is asked again at least this often */
  const AGAIN_MS = 30000; /* while the warning stands */
  const ending = document.getElementById("session-end");
  let before = null;

  function ask(headers) {
    const answer = fetch("/profile/session", { headers, redirect: "manual", cache: "no-store" });
    return answer.then((got) => (got.ok ? got.json() : { left: 0, may_stay: false }));
  }

  function wait(left) {
    const due = left > WARN_S ? Math.min((left - WARN_S) * 1000, LONGEST_MS) : Math.min((left + 1) * 1000, AGAIN_MS);
    setTimeout(look, due);
  }

  function look() {
    ask({ "gi-poll": "1" }).then(tell, () => wait(60));
  }

  function tell(told) {
    if (told.left > WARN_S) {
      delete ending.dataset.word;
      hideEnding();
      return wait(told.left);
    }
    document.querySelectorAll("form[data-draft][data-timer]").forEach(keepDraft);
    const word = told.left <= 0 ? "over" : told.may_stay ? "soon" : "last";
    if (ending.dataset.word !== word) sayEnding(word);
    if (told.left > 0) wait(told.left);
  }

  /* Whoever is writing goes on writing; others find the focus on the button. */
  function sayEnding(word) {
    ending.dataset.word = word;
    if (ending.hidden) before = document.activeElement;
    ending.hidden = false;
    for (const part of ending.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== word;
    ending.querySelector("[data-stay]").hidden = word !== "soon";
    ending.querySelector("[data-again]").hidden = word !== "over";
    if (!before || !before.matches(FIELDS)) ending.querySelector(word === "soon" ? "[data-stay]" : "[data-close]").focus();
  }

  function hideEnding() {
    if (ending.hidden) return;
    ending.hidden = true;
    if (before && before.isConnected) before.focus();
  }

  if (ending) {
    ending.querySelector("[data-stay]").addEventListener("click", () => ask({}).then(tell, () => wait(5)));
    ending.querySelector("[data-close]").addEventListener("click", hideEnding);
    wait(Number(ending.dataset.left));
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", (event) => event.key === "Shift" && showHints(false));
  window.addEventListener("blur", () => showHints(false));
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("input", onInput);
  document.addEventListener("htmx:after:swap", drawAll);
  window.addEventListener("beforeprint", beforePrint);
  drawAll();
})();
