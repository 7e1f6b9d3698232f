/* Reads the marks in a procedure's list of documents.

   The catalogue writes `*` for papers that are shown and not handed in, and "(nếu có)" for those that only some cases
   need; neither mark is ever shown to anyone. */

const CONDITIONAL = /^\s*\(\s*nếu có\s*\)\s*|\s*\(\s*nếu có\s*\)(?=\s*\*?\s*$)/giu;
const NOTE = /\s*\(([^()]*)\)\s*$/u;

/** `{name, note, showOnly, conditional}` of one line of the catalogue, as shared/text/documents.py reads it.
 * @param {string} line */
export function parseDocument(line) {
  let text = String(line).trim();
  const showOnly = text.endsWith("*");
  text = text.replace(/[* ]+$/u, "");
  const without = text.replace(CONDITIONAL, "");
  const conditional = without !== text;
  text = without.trim() || text;
  const note = NOTE.exec(text);
  const name = note ? text.slice(0, note.index).trim() : "";
  if (!note || !name) return { name: text, note: null, showOnly, conditional };
  return { name, note: note[1].trim() || null, showOnly, conditional };
}

/** A procedure's documents with `ticked`: whether the citizen ticked them at the kiosk (names with or without marks).
 * @param {Pick<Wire.WholeProcedure, "documents"> | null} procedure
 * @param {string[]} ticked */
export function documentsOf(procedure, ticked = []) {
  const marked = new Set(ticked.map((line) => parseDocument(line).name));
  return (procedure?.documents ?? []).map((line) => {
    const document = parseDocument(line);
    return { ...document, ticked: marked.has(document.name) };
  });
}

/** The form in which a paper most likely came, as a first proposal that the officer corrects.
 * @param {string} name */
export function likelyForm(name) {
  if (/^bản sao|sao y/i.test(name)) return "certified";
  if (/^(tờ khai|đơn|dự thảo|bản chính|bản gốc|giấy đề nghị|tờ trình|văn bản ủy quyền)/i.test(name)) return "original";
  return "copy";
}
