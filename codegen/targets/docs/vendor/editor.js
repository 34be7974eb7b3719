// CodeMirror as the playground uses it.  It lives in a shadow root, where it may bring its own style sheet
// under a policy that allows no inline style.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const languages = { yaml, json };

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--link)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--must)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--quiet)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--ground)", color: "var(--text)", height: "100%", fontSize: "0.88rem" },
  "&.cm-focused": { outline: "none" }, // site.css draws it around the host
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--quiet)", borderColor: "var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selected) !important" },
  // instead of pictures in data addresses, which the policy of the page keeps out
  ".cm-lintRange-error, .cm-lintRange-active": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-lint-marker-error": { content: "''", background: "var(--bad)", borderRadius: "50%", width: "0.7em", height: "0.7em", marginTop: "0.25em" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", borderColor: "var(--line)", maxWidth: "min(36rem, 92vw)" },
});

/**
 * An editor in place of a text area: `{ text, format, mark(problems), go(offset), focus() }`.
 * `changed(text)` is called after every change.
 */
function open(host, text, format, label, changed) {
  const language = new Compartment();
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        lintGutter(),
        // Tab stays a way out, so that the keyboard alone reaches everything
        keymap.of([...defaultKeymap, ...historyKeymap]),
        language.of(languages[format]()),
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  const end = () => view.state.doc.length;
  return {
    set text(value) {
      if (value !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: end(), insert: value } });
    },
    set format(value) {
      view.dispatch({ effects: language.reconfigure(languages[value]()) });
    },
    mark(problems) {
      const diagnostics = problems.map(({ offset, message }) => {
        const from = Math.min(offset, end());
        const [word] = /^[^\s,\]}]*/.exec(view.state.sliceDoc(from, from + 80));
        return { from, to: Math.min(from + (word.length || 1), end()), severity: "error", message };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    go(offset) {
      view.dispatch({ selection: { anchor: Math.min(offset, end()) }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}

window.codegenEditor = { open };
