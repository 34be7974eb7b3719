// The syntax of YAML: a text to events, which yaml-reader.js makes values of.
// It accepts, refuses and places what libyaml does, which reads YAML for the command line; a test holds the two
// together on random texts.  So it reads ahead exactly as far as libyaml does: of several faults in one text,
// both have to name the same.
"use strict";
(() => {
  const { Fault, Scanner } = window.codegenYaml;

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

  window.codegenYaml.Parser = Parser;
})();
