// The strings of YAML as they are written: plain, in quotes, or after | and >.
"use strict";
(() => {
  /** What is wrong, by a name that yaml-words.js has words for, and where. */
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

  /** Lines as one text: one line end is a space, others stay. */
  const folded = (breaks) => (breaks === "\n" ? " " : breaks.slice(1));

  /** A place in a text, and the strings that begin there: each is read, and leaves the place behind it. */
  class Cursor {
    constructor(text) {
      this.text = text;
      this.at = 0;
      this.lineStart = 0;
    }

    get column() {
      return this.at - this.lineStart;
    }

    newline() {
      this.at += this.text[this.at] === "\r" && this.text[this.at + 1] === "\n" ? 2 : 1;
      this.lineStart = this.at;
    }

    toLineEnd() {
      while (this.at < this.text.length && !isBreak(this.text[this.at])) this.at++;
    }

    /** Whether `---` or `...` stands here, at the beginning of a line. */
    marker() {
      const mark = this.text.slice(this.at, this.at + 3);
      return this.column === 0 && (mark === "---" || mark === "...") && isGap(this.text[this.at + 3]) ? mark : "";
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

    /** Text without quotes; `indent` is where its lines begin.  Whether a line has ended behind it is `broken`. */
    plainText(indent, inFlow) {
      const { text } = this;
      let value = "";
      let gap = "";
      let broken = false;
      while (!this.marker() && text[this.at] !== "#") {
        const begin = this.at;
        for (let c; !isGap((c = text[this.at])); this.at++) {
          const next = text[this.at + 1];
          if (inFlow && c === ":" && next && ",?[]{}".includes(next)) throw new Fault("noSpace", this.at);
          if ((c === ":" && isGap(next)) || (inFlow && ",[]{}".includes(c))) break;
        }
        if (this.at > begin) {
          value += gap + text.slice(begin, this.at);
          broken = false;
        }
        if (!isBlank(text[this.at]) && !isBreak(text[this.at])) break;
        const { spaces, breaks } = this.blanks(indent);
        gap = breaks ? folded(breaks) : spaces;
        broken = Boolean(breaks);
        if (!inFlow && this.column < indent) break;
      }
      return { value, broken };
    }

    quotedText(quote) {
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
      return value;
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

    /** Text after | or >, inside what is indented by `outer`. */
    blockText(style, outer) {
      const { text } = this;
      const start = this.at++;
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
      const indent = { width: width ? Math.max(outer, 0) + width : 0, least: Math.max(outer + 1, 1) };
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
      return value;
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
      indent.width ||= Math.max(most, indent.least);
      return breaks;
    }
  }

  window.codegenYaml = { Fault, Cursor, isBreak, isBlank, isGap };
})();
