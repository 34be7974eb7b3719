// The switch of colours and the search box of every page.
"use strict";
(() => {
  const { themes, stored, show } = window.codegenTheme;

  function themeSwitch() {
    const select = document.createElement("select");
    select.setAttribute("aria-label", "Colours");
    for (const [value, name] of Object.entries(themes)) select.add(new Option(name, value));
    select.value = stored() in themes ? stored() : "system";
    select.addEventListener("change", () => {
      show(select.value);
      try {
        localStorage.setItem("theme", select.value);
      } catch {
        // then it holds for this page
      }
    });
    return select;
  }

  // ------------------------------------------------------------------------------------------- search

  const MAX_FOUND = 12;

  /** The words of a text: split at punctuation and humps, in small letters. */
  function wordsOf(text) {
    const humps = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
    return humps.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  /** How many letters to change, add, drop or swap, or more than `limit`. */
  function distance(one, other, limit) {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        next.push(cost);
      }
      before = row;
      row = next;
    }
    return row[other.length];
  }

  /** How well a word that was typed fits one of the index: 0 not at all, 10 the same. */
  function fit(typed, word) {
    if (word === typed) return 10;
    if (word.startsWith(typed)) return 7;
    if (typed.length > 2 && word.includes(typed)) return 4;
    const slack = typed.length > 7 ? 2 : typed.length > 2 ? 1 : 0;
    if (!slack) return 0;
    const off = Math.min(distance(typed, word, slack), distance(typed, word.slice(0, typed.length), slack));
    return off <= slack ? 4 - off : 0;
  }

  function prepared(rows) {
    return rows.map(([path, page, anchor, text]) => {
      const dot = path.indexOf(".");
      return {
        path, page, anchor, text,
        type: wordsOf(dot < 0 ? path : path.slice(0, dot)),
        key: dot < 0 ? [] : wordsOf(path.slice(dot + 1)),
        words: wordsOf(text),
        squashed: wordsOf(path).join(""),
        last: wordsOf(dot < 0 ? path : path.slice(dot + 1)).join(""),
      };
    });
  }

  /** The rows that fit a query, best first.  With a dot, what is before it is a type. */
  function search(index, query) {
    const dot = query.indexOf(".");
    const before = wordsOf(dot < 0 ? "" : query.slice(0, dot));
    const found = before.length ? rank(index, before, wordsOf(query.slice(dot + 1)), true) : [];
    return found.length ? found : rank(index, [], wordsOf(query), false);
  }

  function rank(index, before, after, dotted) {
    const typed = [...before, ...after];
    const squashed = typed.join("");
    if (!squashed) return [];
    const known = typed.map(() => new Map());
    const fits = (i, word) => {
      if (!known[i].has(word)) known[i].set(word, fit(typed[i], word));
      return known[i].get(word);
    };
    const best = (i, words) => words.reduce((most, word) => Math.max(most, fits(i, word)), 0);
    const one = (i, row) => {
      if (i < before.length) return best(i, row.type) * 2;
      if (dotted) return best(i, row.key) * 3;
      return Math.max(best(i, row.key) * 3, best(i, row.type) * (row.key.length ? 1.5 : 3.2), best(i, row.words));
    };
    const found = [];
    for (const row of index) {
      let score = 0;
      for (let i = 0; i < typed.length; i++) {
        const more = one(i, row);
        if (!more) {
          score = 0;
          break;
        }
        score += more;
      }
      if (dotted) score *= row.type.join("") === before.join("") ? 3 : 1;
      if (row.last === squashed || row.squashed === squashed) score += 40;
      else if (row.squashed.startsWith(squashed) || row.last.startsWith(squashed)) score += 15;
      else if (!score && squashed.length > 4 && row.squashed.includes(squashed)) score = 5;
      else if (!score && squashed.length > 5 && distance(squashed, row.last, 2) <= 2) score = 4;
      if (score) found.push([score - row.path.length / 200, row]);
    }
    return found.sort((a, b) => b[0] - a[0]).map(([, row]) => row);
  }

  window.codegenSearching = { search, prepared };

  function finder(up) {
    const box = document.createElement("div");
    box.className = "finder";
    box.setAttribute("role", "search");
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Search  /";
    input.setAttribute("aria-label", "Search types and properties");
    input.autocomplete = "off";
    input.spellcheck = false;
    const list = document.createElement("ul");
    list.className = "found";
    list.setAttribute("aria-label", "Search results");
    box.append(input, list);

    let index;
    function load() {
      if (index !== undefined) return;
      index = null;
      const script = document.createElement("script");
      script.src = up + "assets/search.js";
      script.addEventListener("load", () => {
        index = prepared(window.codegenSearch);
        update();
      });
      document.head.append(script);
    }

    function update() {
      list.replaceChildren();
      if (!index || !input.value.trim()) return;
      const rows = search(index, input.value);
      for (const row of rows.slice(0, MAX_FOUND)) list.append(line(row));
      if (!rows.length) list.append(note("Nothing is named like that."));
      if (rows.length > MAX_FOUND) list.append(note(`and ${rows.length - MAX_FOUND} more: type more of the name`));
    }

    function note(text) {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("p"), { textContent: text }));
      return item;
    }

    function line(row) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${up}types/${row.page}.html${row.anchor ? "#" + row.anchor : ""}`;
      link.append(Object.assign(document.createElement("b"), { textContent: row.path }));
      if (row.text) link.append(Object.assign(document.createElement("span"), { textContent: row.text }));
      link.addEventListener("click", () => {
        input.value = "";
        setTimeout(update);
      });
      item.append(link);
      return item;
    }

    function move(event) {
      const links = [...list.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") {
        input.value = "";
        update();
        input.focus();
      } else if (event.key === "ArrowDown" && links.length) {
        links[Math.min(at + 1, links.length - 1)].focus();
        event.preventDefault();
      } else if (event.key === "ArrowUp" && at >= 0) {
        (links[at - 1] || input).focus();
        event.preventDefault();
      } else if (event.key === "Enter" && document.activeElement === input && links.length) {
        links[0].click();
      }
    }

    input.addEventListener("focus", () => {
      load();
      update();
    });
    input.addEventListener("input", update);
    box.addEventListener("keydown", move);
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) list.replaceChildren();
    });
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const inside = document.activeElement && document.activeElement.shadowRoot;
        if (inside && inside.activeElement) return; // the editor
        event.preventDefault();
        input.focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!box.contains(event.target)) list.replaceChildren();
    });
    return box;
  }

  const tools = document.getElementById("tools");
  tools.append(finder(tools.dataset.up), themeSwitch());
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => (d.open = true)));
})();
