// The tokens of YAML, which yaml-parser.js makes events of.
"use strict";
(() => {
  const { Fault, Cursor, isBreak, isBlank, isGap } = window.codegenYaml;
  const MAX_FLOW = 1000; // brackets in brackets; values are refused at far less, but tokens are read ahead
  const MAX_KEY = 1024; // characters from where a key begins to its colon

  // what may stand in a tag; escapes in it are bytes of UTF-8
  const OCTETS = "%[0-7]h|%[cd]h%[89ab]h|%eh(?:%[89ab]h){2}|%f[0-7](?:%[89ab]h){3}".replaceAll("h", "[0-9a-f]");
  const SUFFIX = `(?:[\\w;/?:@&=+$.!~*'()-]|${OCTETS})`;
  const URI = `(?:[,[\\]]|${SUFFIX})`;
  const TAG = new RegExp(`!(?:<(${URI}*)|([\\w-]*!)?(${SUFFIX}*))`, "iy");
  const VERSION = /^%YAML[ \t]+(\d{1,9}\.\d{1,9})[ \t]*(?:#.*)?$/;
  const HANDLE = new RegExp(`^%TAG[ \\t]+(!(?:[\\w-]*!)?)[ \\t]+${URI}+[ \\t]*(?:[ \\t]#.*)?$`, "i");

  /**
   * A text to tokens.  Whether something is a key shows at the colon behind it: until then it waits in the queue,
   * and a token that says so may still be put before it.
   */
  class Scanner extends Cursor {
    constructor(text) {
      super(text);
      this.queue = [];
      this.taken = 0; // tokens that have left the queue
      this.indent = -1;
      this.indents = [];
      this.keys = [null]; // by depth of brackets, what may turn out to be a key
      this.keyAllowed = true;
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

    plain() {
      const start = this.at;
      const { value, broken } = this.plainText(this.indent + 1, this.inFlow);
      this.push("scalar", start, { value, plain: true });
      if (broken) this.keyAllowed = true;
    }

    quoted(quote) {
      const start = this.at;
      this.push("scalar", start, { value: this.quotedText(quote) });
    }

    block(style) {
      const start = this.at;
      this.dropKey();
      this.keyAllowed = true;
      this.push("scalar", start, { value: this.blockText(style, this.indent) });
    }
  }

  window.codegenYaml.Scanner = Scanner;
})();
