// The playground: reads, checks and draws what is written, at each change.  Nothing leaves the page.
"use strict";
(() => {
  const { read, write } = window.codegenReading;
  const { types, root } = window.codegenTypes;
  const checker = window.codegenChecker;
  const advised = window.codegenAdvice;
  const MAX_SHOWN = 200; // problems
  const MAX_CURVES = 300;
  const SAMPLES = 160; // steps of one curve; fewer of each when there are many
  const MAX_SAMPLES = 8000;
  const MAX_KEPT = 200000; // characters

  const $ = (id) => document.getElementById(id);
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const svg = (name, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const isBox = (value) => value !== null && typeof value === "object";
  const isObject = (value) => isBox(value) && !Array.isArray(value);
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  // ------------------------------------------------------------------------------- what a value is

  /** Calls `visit(type name, value, path)` for every object of a known type, the outer ones first. */
  function walk(node, value, path, visit) {
    if (!node) return;
    const [kind, below] = node;
    if (kind === "type") {
      const known = isObject(value) && visit(below, value, path) === false;
      const type = types[below];
      if (known || !type) return;
      if (type.fields && isObject(value)) {
        for (const key of checker.keysOf(value)) {
          if (has(type.fields, key)) walk(type.fields[key], value[key], [...path, key], visit);
        }
      } else if (type.node) walk(type.node, value, path, visit);
    } else if (kind === "map" && isObject(value)) {
      for (const key of checker.keysOf(value)) walk(below, value[key], [...path, key], visit);
    } else if (kind === "list" && Array.isArray(value)) {
      value.forEach((item, i) => walk(below, item, [...path, i], visit));
    } else if (kind === "any of") {
      walk(chosen(below, value), value, path, visit);
    }
  }

  /** The alternative that a value is. */
  function chosen(nodes, value) {
    if (nodes.length === 1) return nodes[0];
    return nodes.find(([kind, name]) => kind === "type" && checker.ACCEPTS[name] && checker.ACCEPTS[name](value));
  }

  /** The value with the defaults of the schema filled in, as far as it is valid with them. */
  function resolved(node, value) {
    if (!node || !isBox(value)) return value;
    const [kind, below] = node;
    if (kind === "list" && Array.isArray(value)) return value.map((item) => resolved(below, item));
    if (kind === "map" && isObject(value)) return mapped(value, (key) => resolved(below, value[key]));
    if (kind === "any of") return resolved(chosen(below, value), value);
    if (kind !== "type" || !types[below]) return value;
    const type = types[below];
    if (!type.fields) return type.node ? resolved(type.node, value) : value;
    return isObject(value) ? filled(below, type, value) : value;
  }

  function filled(name, type, value) {
    const entries = new Map();
    const written = type.asWritten || []; // what overrides the same object elsewhere: a default would override too
    for (const key of type.order) {
      if (has(value, key)) entries.set(key, written.includes(key) ? value[key] : resolved(type.fields[key], value[key]));
      else if (has(type.defaults, key)) entries.set(key, resolved(type.fields[key], type.defaults[key]));
    }
    for (const key of checker.keysOf(value)) if (!entries.has(key)) entries.set(key, value[key]);
    const full = objectOf(entries);
    const accepts = checker.ACCEPTS[name];
    if (!accepts || accepts(full)) return full;
    let found = value;
    for (const key of entries.keys()) {
      const tried = new Map([...entries].filter(([k]) => k === key || has(found, k)).map(([k, v]) => [k, k === key ? v : found[k]]));
      if (accepts(objectOf(tried))) found = objectOf(tried);
    }
    return found;
  }

  const mapped = (value, make) => objectOf(new Map(checker.keysOf(value).map((key) => [key, make(key)])));

  function objectOf(entries) {
    const found = {};
    for (const [key, value] of entries) {
      Object.defineProperty(found, key, { value, enumerable: true, configurable: true, writable: true });
    }
    checker.remember(found, [...entries.keys()]);
    return found;
  }

  // ------------------------------------------------------------------------------- problems

  function problemsOf(reading, type) {
    if (reading.refusal) return [reading.refusal];
    return advised(checker.CHECK[type](reading.value), reading);
  }

  /** The offset of a line and column in a text. */
  function offsetOf(text, { line, column }) {
    const starts = /\r\n|\n|\r/g;
    let begin = 0;
    for (let n = 1; n < line && starts.exec(text); n++) begin = starts.lastIndex;
    return begin + [...text.slice(begin, begin + 2 * column)].slice(0, column - 1).join("").length;
  }

  function showProblems(problems) {
    const items = problems.slice(0, MAX_SHOWN).map((problem) => {
      const place = `${problem.line}:${problem.column}`; // said, too: who speaks to the page says what is shown
      const button = make("button", { type: "button", textContent: place });
      button.setAttribute("aria-label", `${place}, go to line ${problem.line}, column ${problem.column}`);
      button.addEventListener("click", () => go(offsetOf(state.text, problem)));
      const words = make("span", { textContent: problem.message });
      const hint = problem.hint ? [make("span", { className: "quiet", textContent: problem.hint })] : [];
      return make("li", {}, button, make("div", {}, words, ...hint));
    });
    const count = problems.length;
    if (count > MAX_SHOWN) items.push(make("li", { className: "quiet", textContent: `and ${count - MAX_SHOWN} more` }));
    $("problems").replaceChildren(...items);
    $("verdict").textContent = count ? `${count} ${count === 1 ? "error" : "errors"}` : "Valid";
    $("verdict").className = count ? "bad" : "good";
  }

  // ------------------------------------------------------------------------------- curves

  function stepsNamed(value) {
    if (isBox(value)) return Object.values(value).flatMap(stepsNamed);
    return typeof value === "number" && Number.isInteger(value) && value > 1 ? [value] : [];
  }

  /** The outermost objects of the document that are schedules, with a rate for every step. */
  function schedulesOf(type, value) {
    const found = [];
    walk(["type", type], value, [], (name, part, path) => {
      if (!types[name].schedule || !checker.RATES[name] || !checker.ACCEPTS[name](part)) return true;
      found.push({ name: labelOf(path), rate: (step) => checker.RATES[name](part, step), steps: stepsNamed(part) });
      return false;
    });
    const left = found.splice(MAX_CURVES).length;
    const last = found.flatMap((one) => one.steps).reduce((a, b) => Math.max(a, b), 0);
    return [found, last ? Math.min(Math.round(last * 1.25), 2 ** 53) : 100, left];
  }

  const labelOf = (path) => (path.length ? String(path.at(-1)) : "learning rate");

  function pointsOf(schedule, last, samples) {
    const steps = new Set(Array.from({ length: samples + 1 }, (_, n) => Math.round((last * n) / samples)));
    for (const step of schedule.steps.slice(0, 100)) for (const s of [step - 1, step]) if (s <= last) steps.add(s);
    try {
      const points = [...steps].sort((a, b) => a - b).map((step) => [step, schedule.rate(step)]);
      return points.every(([, rate]) => rate >= 0 && Number.isFinite(rate)) ? points : [];
    } catch {
      return []; // the formula has no value at some step
    }
  }

  const counted = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ","); // Intl takes its time
  const tenth = (number) => Math.round(number * 10) / 10;
  const shown = (number) => String(Number(number.toPrecision(4)));

  function showCurves(type, value) {
    const [schedules, last, left] = checker.RATES ? schedulesOf(type, value) : [[], 0, 0];
    const samples = Math.max(8, Math.min(SAMPLES, Math.round(MAX_SAMPLES / (schedules.length || 1))));
    const drawn = schedules.map((one) => ({ ...one, points: pointsOf(one, last, samples) })).filter((one) => one.points.length);
    $("curves").hidden = !drawn.length;
    if (!drawn.length) return;
    const top = Math.max(...drawn.flatMap((one) => one.points.map(([, rate]) => rate))) || 1;
    const lines = drawn.map((one, n) =>
      svg("polyline", {
        class: `line line-${n % 8}`,
        points: one.points.map(([s, r]) => `${tenth((s / last) * 600)},${tenth(200 - (r / top) * 200)}`).join(" "),
      }),
    );
    $("chart").replaceChildren(svg("path", { d: "M0 0V200H600" }), ...lines);
    $("chart").setAttribute("aria-label", `Learning rate by step of ${drawn.map((one) => one.name).join(", ")}; the table below has the numbers`);
    $("top").textContent = `0 to ${shown(top)}`;
    $("last").textContent = `step 0 to ${counted(last)}`;
    const more = left ? [make("tr", {}, make("th", { scope: "row", colSpan: 4, className: "quiet", textContent: `and ${left} more, not drawn` }))] : [];
    $("rates").replaceChildren(...drawn.map(rowOf), ...more);
  }

  function rowOf(one, n) {
    const peak = one.points.reduce((best, point) => (point[1] > best[1] ? point : best));
    const end = one.points.at(-1);
    const swatch = svg("svg", { class: "swatch", viewBox: "0 0 20 6", "aria-hidden": "true" }, svg("path", { class: `line line-${n % 8}`, d: "M0 3H20" }));
    const name = make("th", { scope: "row" }, swatch, one.name);
    const cell = (text) => make("td", { textContent: text });
    return make("tr", {}, name, cell(shown(one.points[0][1])), cell(`${shown(peak[1])} at ${counted(peak[0])}`), cell(shown(end[1])));
  }

  // ------------------------------------------------------------------------------- the page

  const state = { text: "", type: root, format: "json", editor: null, marked: false, reading: null, problems: [] };
  state.given = ""; // the text as it came, from an example or a link: nobody's work
  state.turned = null; // the text as it was in the other format, for who switches back

  /** What follows from the text, in steps; each takes up what the one before has left. */
  const STEPS = [
    () => (state.reading = read(state.text, state.format, checker.remember)),
    () => {
      const problems = (state.problems = problemsOf(state.reading, state.type));
      showProblems(problems);
      if (state.editor && (problems.length || state.marked)) {
        state.editor.mark(problems.slice(0, MAX_SHOWN).map((p) => ({ offset: offsetOf(state.text, p), message: p.message })));
      }
      state.marked = problems.length > 0;
    },
    () => showCurves(state.type, state.reading.refusal ? undefined : state.reading.value),
    () => {
      const whole = state.problems.length ? null : resolved(["type", state.type], state.reading.value);
      $("resolved").textContent = whole === null ? "" : write(whole, state.format, checker.keysOf);
      $("with-defaults").hidden = whole === null;
    },
  ];

  function update() {
    for (const step of STEPS) step();
    keep();
  }

  /** The same while the page is still being loaded: one task a step, so that none keeps the page busy. */
  function updateInSteps(steps = STEPS) {
    if (!steps.length) return;
    setTimeout(() => {
      steps[0]();
      updateInSteps(steps.slice(1));
    });
  }

  function changed(text) {
    state.text = text;
    $("status").textContent = "";
    update();
  }

  function put(text, follow = update) {
    const same = state.text === text;
    state.text = text;
    $("text").value = text;
    if (state.editor && !same) state.editor.text = text; // which calls `changed`
    else follow();
  }

  function go(offset) {
    if (state.editor) {
      state.editor.go(offset);
      return;
    }
    const area = $("text");
    area.focus();
    area.setSelectionRange(offset, offset);
    const line = area.value.slice(0, offset).split("\n").length;
    area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight);
  }

  /** Puts a text that may be replaced without asking. */
  function give(text, follow) {
    put(text, follow);
    state.given = state.text;
  }

  const isOwn = () => state.text !== state.given && state.text.trim() !== "";

  function setFormat(format) {
    const { text, format: before, turned } = state;
    const set = isOwn() ? put : give;
    const reading = read(text, before, checker.remember);
    state.format = format;
    $("format").value = format;
    if (state.editor) state.editor.format = format;
    if (turned && turned.became === text && turned.format === format) set(turned.text); // with its comments
    else if (!reading.refusal) set(write(reading.value, format, checker.keysOf));
    else update();
    state.turned = { text, format: before, became: state.text };
  }

  function setType(type) {
    state.type = type;
    if (!isOwn()) {
      give(exampleOf(type));
      return;
    }
    update();
    $("status").textContent = `Your text stays, and is checked as ${type}.`;
  }

  const exampleOf = (type) => write(read(types[type].example || "{}", "json", checker.remember).value, state.format, checker.keysOf);

  /** What the address says after its #: `type`, and `text` with `format`, or `json`; or what was left here. */
  function begin(follow = update) {
    clearTimeout(state.keeping); // that was for another place of the history
    const left = typeof history.state === "string";
    const said = new URLSearchParams(left ? history.state : location.hash.slice(1));
    if (has(types, said.get("type") || "")) state.type = said.get("type");
    const format = said.get("format");
    state.format = format === "json" ? "json" : "yaml";
    if (![...$("type").options].some((o) => o.value === state.type)) $("type").add(new Option(state.type, state.type));
    $("type").value = state.type;
    $("format").value = state.format;
    if (state.editor) state.editor.format = state.format;
    if (said.has("text")) (left ? put : give)(said.get("text"), follow);
    else if (said.has("json")) {
      const reading = read(said.get("json"), "json", checker.remember);
      give(reading.refusal ? said.get("json") : write(reading.value, state.format, checker.keysOf), follow);
    } else give(exampleOf(state.type), follow);
  }

  const asQuery = () => String(new URLSearchParams({ type: state.type, format: state.format, text: state.text }));

  /** Keeps what was written in the history of the tab, for who comes back or loads the page anew. */
  function keep() {
    clearTimeout(state.keeping);
    state.keeping = setTimeout(() => {
      const kept = isOwn() && state.text.length < MAX_KEPT ? asQuery() : null;
      if (history.state !== kept) history.replaceState(kept, "");
    }, 300);
  }

  async function share() {
    history.replaceState(null, "", `#${asQuery()}`);
    try {
      await navigator.clipboard.writeText(location.href);
      $("status").textContent = "The link is copied. It holds the text itself: nothing is stored elsewhere.";
    } catch {
      $("status").textContent = "The address bar holds the link. It holds the text itself: nothing is stored elsewhere.";
    }
  }

  /** Every type to choose from; until somebody is there, only the one that is shown. */
  function offerTypes() {
    const names = Object.keys(types).filter((name) => checker.CHECK[name]);
    $("type").replaceChildren(...names.map((name) => new Option(name, name)));
    $("type").value = state.type;
  }

  /** The editor comes when somebody is there to use it; without it the text area stays. */
  function loadEditor() {
    const script = make("script", { src: "assets/editor.js" });
    script.addEventListener("load", () => {
      if (!window.codegenEditor) return;
      const area = $("text");
      const host = make("div", { className: "code" });
      area.before(host);
      const focused = document.activeElement === area;
      const caret = area.selectionStart;
      state.editor = window.codegenEditor.open(host, state.text, state.format, "Configuration", changed);
      area.hidden = true;
      $("text-label").hidden = true;
      if (focused) state.editor.go(caret);
      update();
    });
    document.head.append(script);
  }

  document.addEventListener("DOMContentLoaded", () => {
    $("text").addEventListener("input", () => changed($("text").value));
    $("type").addEventListener("change", () => setType($("type").value));
    $("format").addEventListener("change", () => setFormat($("format").value));
    $("share").addEventListener("click", share);
    addEventListener("hashchange", () => {
      if (/[#&](type|text|json)=/.test(location.hash)) begin(); // and not at the way past the header
    });
    begin(updateInSteps);
    const signs = ["pointermove", "pointerdown", "keydown", "focusin"];
    const awake = () => {
      for (const sign of signs) removeEventListener(sign, awake);
      offerTypes();
      loadEditor();
    };
    for (const sign of signs) addEventListener(sign, awake, { passive: true });
  });

  window.codegenPlayground = { state, put, update, problemsOf, resolved, schedulesOf };
})();
