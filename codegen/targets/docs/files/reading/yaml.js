// The syntax of YAML: a text to events, which reading.js makes values of.
// It accepts, refuses and places what libyaml does, which reads YAML for the command line; a test holds the two
// together on random texts.  So it reads ahead exactly as far as libyaml does: of several faults in one text,
// both have to name the same.
"use strict";
(() => {
  const MAX_FLOW = 1000; // brackets in brackets; values are refused at far less, but tokens are read ahead
  const MAX_KEY = 1024; // characters from where a key begins to its colon

  /** What is wrong, by a name that reading.js has words for, and where. */
  class Fault extends Error {
    constructor(name, at) {
      super(name);
      this.at = at;
    }
  }

  const isBreak = (c) => c === "\n" || c === "\r";
  const isBlank = (c) => c === " " || c === "\t";
  const isGap = (c) => c === undefined || isBlank(c) || isBreak(c);
  const ESCAPES = {
    0: "\0", a: "\x07", b: "\b", t: "\t", "\t": "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029",
  };
  const DIGITS = { x: 2, u: 4, U: 8 };

  // what may stand in a tag; escapes in it are bytes of UTF-8
  const OCTETS = "%[0-7]h|%[cd]h%[89ab]h|%eh(?:%[89ab]h){2}|%f[0-7](?:%[89ab]h){3}".replaceAll("h", "[0-9a-f]");
  const SUFFIX = `(?:[\\w;/?:@&=+$.!~*'()-]|${OCTETS})`;
  const URI = `(?:[,[\\]]|${SUFFIX})`;
  const TAG = new RegExp(`!(?:<(${URI}*)|([\\w-]*!)?(${SUFFIX}*))`, "iy");
  const VERSION = /^%YAML[ \t]+(\d{1,9}\.\d{1,9})[ \t]*(?:#.*)?$/;
  const HANDLE = new RegExp(`^%TAG[ \\t]+(!(?:[\\w-]*!)?)[ \\t]+${URI}+[ \\t]*(?:[ \\t]#.*)?$`, "i");

  /** Lines as one text: one line end is a space, others stay. */
  const folded = (breaks) => (breaks === "\n" ? " " : breaks.slice(1));

  /**
   * A text to tokens.  Whether something is a key shows at the colon behind it: until then it waits in the queue,
   * and a token that says so may still be put before it.
   */
  class Scanner {
    constructor(text) {
      this.text = text;
      this.at = 0;
      this.lineStart = 0;
      this.queue = [];
      this.taken = 0; // tokens that have left the queue
      this.indent = -1;
      this.indents = [];
      this.keys = [null]; // by depth of brackets, what may turn out to be a key
      this.keyAllowed = true;
    }

    get column() {
      return this.at - this.lineStart;
    }

    get inFlow() {
      return this.keys.length > 1;
    }

    peek() {
      while (!this.queue.length || this.mayBeKey()) this.fetch();
      return this.queue[0];
    }

    take() {
      const token = this.peek();
      this.queue.shift();
      this.taken++;
      return token;
    }

    push(type, start, more) {
      this.queue.push({ type, start, end: this.at, ...more });
    }

    /** Whether a colon to come may put a key before the first token. */
    mayBeKey() {
      this.dropOldKeys();
      return this.keys.some((key) => key && key.number === this.taken);
    }

    /** A key stands on one line, and is not too long. */
    dropOldKeys() {
      this.keys.forEach((key, i) => {
        if (!key) return;
        const far = this.at - key.at > MAX_KEY && [...this.text.slice(key.at, this.at)].length > MAX_KEY;
        if (key.lineStart < this.lineStart || far) this.dropKey(i);
      });
    }

    dropKey(level = this.keys.length - 1) {
      const key = this.keys[level];
      if (key && key.required) throw new Fault("noKey", key.at);
      this.keys[level] = null;
    }

    saveKey() {
      if (!this.keyAllowed) return;
      this.dropKey();
      this.keys[this.keys.length - 1] = {
        number: this.taken + this.queue.length,
        at: this.at,
        lineStart: this.lineStart,
        required: !this.inFlow && this.indent === this.column,
      };
    }

    /** A mapping or a list begins where a line is indented more than those before. */
    roll(column, type, start, index = this.queue.length) {
      if (this.inFlow || this.indent >= column) return;
      this.indents.push(this.indent);
      this.indent = column;
      this.queue.splice(index, 0, { type, start, end: start });
    }

    unroll(column) {
      if (this.inFlow) return;
      while (this.indent > column) {
        this.push("end", this.at);
        this.indent = this.indents.pop();
      }
    }

    newline() {
      this.at += this.text[this.at] === "\r" && this.text[this.at + 1] === "\n" ? 2 : 1;
      this.lineStart = this.at;
    }

    skipGaps() {
      const { text } = this;
      for (;;) {
        const tabs = this.inFlow || !this.keyAllowed;
        while (text[this.at] === " " || (tabs && text[this.at] === "\t")) this.at++;
        if (text[this.at] === "#") this.toLineEnd();
        if (!isBreak(text[this.at])) return;
        this.newline();
        if (!this.inFlow) this.keyAllowed = true;
      }
    }

    toLineEnd() {
      while (this.at < this.text.length && !isBreak(this.text[this.at])) this.at++;
    }

    /** Whether `---` or `...` stands here, at the beginning of a line. */
    marker() {
      const mark = this.text.slice(this.at, this.at + 3);
      return this.column === 0 && (mark === "---" || mark === "...") && isGap(this.text[this.at + 3]) ? mark : "";
    }

    fetch() {
      const { text } = this;
      this.skipGaps();
      this.dropOldKeys();
      this.unroll(this.column);
      const start = this.at;
      const c = text[start];
      const alone = isGap(text[start + 1]);
      if (c === undefined) return this.stop("stream end");
      if (c === "%" && this.column === 0) return this.directive();
      const mark = this.marker();
      if (mark) return this.stop(mark, 3);
      if (c === "[" || c === "{") return this.openFlow(c);
      if (c === "]" || c === "}") return this.closeFlow(c);
      if (c === ",") return this.indicator(c, true);
      if (c === "-" && alone) return this.dash();
      if (c === "?" && (this.inFlow || alone)) return this.question();
      if (c === ":" && (this.inFlow || alone)) return this.colon();
      if (c === "*" || c === "&") return this.word(() => this.name(c));
      if (c === "!") return this.word(() => this.tag());
      if ((c === "|" || c === ">") && !this.inFlow) return this.block(c);
      if (c === "'" || c === '"') return this.word(() => this.quoted(c));
      if (!"\t?:|>%@`".includes(c) || (!this.inFlow && "?:".includes(c))) return this.word(() => this.plain());
      throw new Fault(c === "\t" ? "tab" : "reserved", start);
    }

    word(scan) {
      this.saveKey();
      this.keyAllowed = false;
      scan();
    }

    indicator(type, keyAllowed) {
      const start = this.at++;
      this.dropKey();
      this.keyAllowed = keyAllowed;
      this.push(type, start);
    }

    /** What ends all that is open. */
    stop(type, length = 0) {
      if (!length && this.column) this.lineStart = this.at; // no key goes on behind the end of the text
      this.unroll(-1);
      this.dropKey();
      this.keyAllowed = false;
      const start = this.at;
      this.at += length;
      this.push(type, start);
    }

    directive() {
      this.stop("directive");
      this.toLineEnd();
      const token = this.queue.at(-1);
      const line = this.text.slice(token.start, this.at);
      token.version = VERSION.exec(line)?.[1];
      token.handle = HANDLE.exec(line)?.[1];
      if (!token.version && !token.handle) throw new Fault("directive", token.start);
      if (this.at < this.text.length) this.newline();
    }

    openFlow(c) {
      this.saveKey();
      if (this.keys.length > MAX_FLOW) throw new Fault("deep", this.at);
      this.keys.push(null);
      this.keyAllowed = true;
      this.push(c, this.at++);
    }

    closeFlow(c) {
      this.dropKey();
      if (this.inFlow) this.keys.pop();
      this.keyAllowed = false;
      this.push(c, this.at++);
    }

    dash() {
      if (!this.inFlow) {
        if (!this.keyAllowed) throw new Fault("listHere", this.at);
        this.roll(this.column, "list", this.at);
      }
      this.indicator("-", true);
    }

    question() {
      if (!this.inFlow) {
        if (!this.keyAllowed) throw new Fault("keyHere", this.at);
        this.roll(this.column, "mapping", this.at);
      }
      this.indicator("?", !this.inFlow);
    }

    colon() {
      const key = this.keys.at(-1);
      if (key) {
        const index = key.number - this.taken;
        this.queue.splice(index, 0, { type: "?", start: key.at, end: key.at });
        this.roll(key.at - key.lineStart, "mapping", key.at, index);
        this.keys[this.keys.length - 1] = null;
        this.keyAllowed = false;
      } else {
        if (!this.inFlow) {
          if (!this.keyAllowed) throw new Fault("colon", this.at);
          this.roll(this.column, "mapping", this.at);
        }
        this.keyAllowed = !this.inFlow;
      }
      this.push(":", this.at++);
    }

    name(c) {
      const start = this.at++;
      while (/[\w-]/.test(this.text[this.at] ?? "")) this.at++;
      const end = this.text[this.at];
      if (this.at === start + 1 || !(isGap(end) || "?:,]}%@`".includes(end))) throw new Fault("name", this.at);
      this.push(c, start, { value: this.text.slice(start + 1, this.at) });
    }

    tag() {
      const start = this.at;
      TAG.lastIndex = start;
      const [all, uri, handle, suffix] = TAG.exec(this.text);
      this.at += all.length;
      if (this.text[this.at] === "%") throw new Fault("tags", start); // an escape of no character
      if (uri === "" || (handle && !suffix)) throw new Fault("tags", this.at);
      if (uri && this.text[this.at++] !== ">") throw new Fault("tags", this.at - 1);
      const end = this.text[this.at];
      if (!isGap(end) && !(this.inFlow && end === ",")) throw new Fault("tags", this.at);
      this.push("!", start, { uri, handle, suffix });
    }

    /** What is between two words of a text: spaces, or the ends of lines. */
    blanks(indent = 0) {
      const { text } = this;
      let spaces = "";
      let breaks = "";
      while (isBlank(text[this.at]) || isBreak(text[this.at])) {
        if (isBreak(text[this.at])) {
          breaks += "\n";
          this.newline();
        } else {
          if (!breaks) spaces += text[this.at];
          else if (text[this.at] === "\t" && this.column < indent) throw new Fault("tab", this.at);
          this.at++;
        }
      }
      return { spaces, breaks };
    }

    plain() {
      const { text } = this;
      const start = this.at;
      const indent = this.indent + 1;
      let value = "";
      let gap = "";
      let broken = false;
      while (!this.marker() && text[this.at] !== "#") {
        const begin = this.at;
        for (let c; !isGap((c = text[this.at])); this.at++) {
          const next = text[this.at + 1];
          if (this.inFlow && c === ":" && next && ",?[]{}".includes(next)) throw new Fault("noSpace", this.at);
          if ((c === ":" && isGap(next)) || (this.inFlow && ",[]{}".includes(c))) break;
        }
        if (this.at > begin) {
          value += gap + text.slice(begin, this.at);
          broken = false;
        }
        if (!isBlank(text[this.at]) && !isBreak(text[this.at])) break;
        const { spaces, breaks } = this.blanks(indent);
        gap = breaks ? folded(breaks) : spaces;
        broken = Boolean(breaks);
        if (!this.inFlow && this.column < indent) break;
      }
      this.push("scalar", start, { value, plain: true });
      if (broken) this.keyAllowed = true;
    }

    quoted(quote) {
      const { text } = this;
      const start = this.at++;
      let value = "";
      for (;;) {
        if (this.marker() || this.at >= text.length) throw new Fault("string", start);
        let joined = false;
        for (let c; !isGap((c = text[this.at])) && !joined; ) {
          if (c === quote && !(quote === "'" && text[this.at + 1] === "'")) break;
          if (c === "\\" && quote === '"') {
            joined = isBreak(text[this.at + 1]);
            if (!joined) value += this.escape();
            else {
              this.at++;
              this.newline();
            }
          } else {
            value += c;
            this.at += c === quote ? 2 : 1;
          }
        }
        if (text[this.at] === quote) break;
        const { spaces, breaks } = this.blanks();
        value += joined ? breaks : breaks ? folded(breaks) : spaces;
      }
      this.at++;
      this.push("scalar", start, { value });
    }

    escape() {
      const { text, at } = this;
      const c = text[at + 1];
      const length = DIGITS[c];
      if (!length) {
        if (!Object.hasOwn(ESCAPES, c ?? "")) throw new Fault("escape", at);
        this.at += 2;
        return ESCAPES[c];
      }
      const digits = text.slice(at + 2, at + 2 + length);
      if (digits.length < length || /[^0-9a-fA-F]/.test(digits)) throw new Fault("noDigit", at);
      const code = parseInt(digits, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new Fault("noCharacter", at);
      this.at += 2 + length;
      return String.fromCodePoint(code);
    }

    block(style) {
      const { text } = this;
      const start = this.at++;
      this.dropKey();
      this.keyAllowed = true;
      const head = /(?:([-+])([0-9])?|([0-9])([-+])?)?/y;
      head.lastIndex = this.at;
      const found = head.exec(text);
      const chomp = found[1] ?? found[4];
      const width = Number(found[2] ?? found[3] ?? NaN);
      if (width === 0) throw new Fault("zero", start);
      this.at += found[0].length;
      while (isBlank(text[this.at])) this.at++;
      if (text[this.at] === "#") this.toLineEnd();
      if (this.at < text.length) {
        if (!isBreak(text[this.at])) throw new Fault("head", this.at);
        this.newline();
      }
      const indent = { width: width ? Math.max(this.indent, 0) + width : 0 };
      let value = "";
      let feed = "";
      let breaks = this.emptyLines(indent);
      let wasBlank = false;
      while (this.column === indent.width && this.at < text.length) {
        const blank = isBlank(text[this.at]);
        const fold = style === ">" && feed && !wasBlank && !blank;
        value += (fold ? (breaks ? "" : " ") : feed) + breaks;
        wasBlank = blank;
        const begin = this.at;
        this.toLineEnd();
        value += text.slice(begin, this.at);
        feed = "";
        if (this.at < text.length) {
          feed = "\n";
          this.newline();
        }
        breaks = this.emptyLines(indent);
      }
      if (chomp !== "-") value += feed;
      if (chomp === "+") value += breaks;
      this.push("scalar", start, { value });
    }

    /** The empty lines of a text after | or >; the first line that is not empty says its indentation. */
    emptyLines(indent) {
      const { text } = this;
      let breaks = "";
      let most = 0;
      for (;;) {
        while ((!indent.width || this.column < indent.width) && text[this.at] === " ") this.at++;
        most = Math.max(most, this.column);
        if ((!indent.width || this.column < indent.width) && text[this.at] === "\t") throw new Fault("tab", this.at);
        if (!isBreak(text[this.at])) break;
        breaks += "\n";
        this.newline();
      }
      indent.width ||= Math.max(most, this.indent + 1, 1);
      return breaks;
    }
  }

  /**
   * Events, one at each call of `next`: `{ type, start }` of a document, a scalar (`value`, and whether it is `plain`),
   * an alias, a list or a mapping, with their `anchor` and `tag`, and of what ends.
   */
  class Parser {
    constructor(text) {
      this.scanner = new Scanner(text);
      this.states = [];
      this.state = () => this.documentStart(true);
      this.marks = [];
    }

    next() {
      return this.state();
    }

    get type() {
      return this.scanner.peek().type;
    }

    is(...types) {
      return types.includes(this.type);
    }

    take() {
      return this.scanner.take();
    }

    /** Goes on with a state once what is read now is over. */
    then(state) {
      this.states.push(state);
    }

    back(event) {
      this.state = this.states.pop();
      return event;
    }

    empty(start, state) {
      this.state = state;
      return { type: "scalar", start, value: "", plain: true, anchor: null, tag: null };
    }

    documentStart(bare) {
      const { start } = this.scanner.peek();
      if (this.is("stream end")) return { type: "stream end", start };
      if (bare && !this.is("directive", "---")) {
        this.then(() => this.documentEnd());
        this.state = () => this.node(true);
        return { type: "document", start };
      }
      this.directives();
      if (!this.is("---")) throw new Fault("after", this.scanner.peek().start);
      this.take();
      this.then(() => this.documentEnd());
      this.state = () => {
        if (!this.is("directive", "---", "...", "stream end")) return this.node(true);
        return this.empty(this.scanner.peek().start, this.states.pop());
      };
      return { type: "document", start };
    }

    directives() {
      const seen = new Set();
      for (; this.is("directive"); this.take()) {
        const { start, version, handle } = this.scanner.peek();
        if (version && seen.has("version")) throw new Fault("versionTwice", start);
        if ((version && !/^0*1\.0*[12]$/.test(version)) || seen.has(handle)) throw new Fault("directive", start);
        seen.add(version ? "version" : handle);
      }
    }

    documentEnd() {
      const { start } = this.scanner.peek();
      while (this.is("...")) this.take();
      this.state = () => this.documentStart(false);
      return { type: "document end", start };
    }

    node(block, dashes = false) {
      const { start } = this.scanner.peek();
      if (this.is("*")) return this.back({ type: "alias", start, anchor: this.take().value });
      const event = { start, anchor: null, tag: null };
      while ((this.is("&") && event.anchor === null) || (this.is("!") && event.tag === null)) {
        const mark = this.take();
        if (mark.type === "&") event.anchor = mark.value;
        else event.tag = mark;
      }
      if (event.tag) event.tag = this.tagOf(event.tag);
      const { type } = this;
      if (dashes && type === "-") return this.opened("list", event, () => this.looseItem());
      if (type === "scalar") {
        const { value, plain } = this.take();
        return this.back({ ...event, type: "scalar", value, plain });
      }
      if (type === "[") return this.opened("list", event, () => this.flowItem(true));
      if (type === "{") return this.opened("mapping", event, () => this.flowMember(true));
      if (block && type === "list") return this.opened("list", event, () => this.item(true));
      if (block && type === "mapping") return this.opened("mapping", event, () => this.member(true));
      if (event.anchor !== null || event.tag !== null) {
        return this.back({ ...event, type: "scalar", value: "", plain: true });
      }
      throw new Fault("value", this.scanner.peek().start);
    }

    /** A tag in full; undefined where its escapes are no UTF-8. */
    tagOf({ uri, handle, suffix, start }) {
      if (handle && handle !== "!") throw new Fault("tags", start);
      try {
        return decodeURIComponent(uri ?? (handle ? `tag:yaml.org,2002:${suffix}` : `!${suffix}`)).split("\0")[0];
      } catch {
        return undefined;
      }
    }

    opened(type, event, state) {
      this.state = state;
      return { ...event, type };
    }

    open() {
      this.marks.push(this.take().start);
    }

    close(type) {
      this.marks.pop();
      return this.back({ type, start: this.take().start });
    }

    /** What follows an indicator: a node, or nothing where one of these stands. */
    rest(start, none, state, read) {
      if (this.is(...none)) return this.empty(start ?? this.scanner.peek().start, state);
      this.then(state);
      return read();
    }

    item(first) {
      if (first) this.open();
      if (this.is("-")) {
        return this.rest(this.take().end, ["-", "end"], () => this.item(), () => this.node(true));
      }
      if (this.is("end")) return this.close("list end");
      throw new Fault("noItem", this.scanner.peek().start);
    }

    /** An item of a list that is indented no further than the key it belongs to. */
    looseItem() {
      if (!this.is("-")) return this.back({ type: "list end", start: this.scanner.peek().start });
      const none = ["-", "?", ":", "end"];
      return this.rest(this.take().end, none, () => this.looseItem(), () => this.node(true));
    }

    member(first) {
      if (first) this.open();
      const none = ["?", ":", "end"];
      if (this.is("?")) {
        return this.rest(this.take().end, none, () => this.memberValue(), () => this.node(true, true));
      }
      if (this.is("end")) return this.close("mapping end");
      const { start } = this.scanner.peek();
      throw new Fault(this.scanner.text[start] === ":" ? "noName" : "noMember", start);
    }

    memberValue() {
      const state = () => this.member();
      if (!this.is(":")) return this.empty(this.scanner.peek().start, state);
      return this.rest(this.take().end, ["?", ":", "end"], state, () => this.node(true, true));
    }

    /** Goes over the comma before a member of a list or mapping in brackets. */
    comma(first, fault) {
      if (first) this.open();
      else if (this.is(",")) this.take();
      else throw new Fault(fault, this.marks.at(-1));
    }

    flowItem(first) {
      if (first || !this.is("]")) this.comma(first, "list");
      if (this.is("]")) return this.close("list end");
      if (this.is("?")) {
        this.state = () => this.pairKey();
        return { type: "mapping", start: this.take().start, anchor: null, tag: null };
      }
      this.then(() => this.flowItem());
      return this.node(false);
    }

    /** A mapping of one member without brackets of its own: `[a: 1]`. */
    pairKey() {
      const state = () => this.pairValue();
      const start = this.is(":", ",") ? this.scanner.peek().end : null;
      return this.rest(start, [":", ",", "]"], state, () => this.node(false));
    }

    pairValue() {
      const state = () => {
        this.state = () => this.flowItem();
        return { type: "mapping end", start: this.scanner.peek().start };
      };
      if (!this.is(":")) return this.empty(this.scanner.peek().start, state);
      this.take();
      return this.rest(null, [",", "]"], state, () => this.node(false));
    }

    flowMember(first) {
      if (first || !this.is("}")) this.comma(first, "mapping");
      if (this.is("}")) return this.close("mapping end");
      if (this.is("?")) {
        this.take();
        return this.rest(null, [":", ",", "}"], () => this.flowValue(), () => this.node(false));
      }
      this.then(() => this.empty(this.scanner.peek().start, () => this.flowMember()));
      return this.node(false);
    }

    flowValue() {
      const state = () => this.flowMember();
      if (!this.is(":")) return this.empty(this.scanner.peek().start, state);
      this.take();
      return this.rest(null, [",", "}"], state, () => this.node(false));
    }
  }

  window.codegenYaml = { Fault, Parser };
})();
