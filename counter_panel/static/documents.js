/* Reads the marks in a procedure's list of documents. Knows no page and no server.

   The catalogue writes `*` for papers that are shown and not handed in, and "(nếu có)" for those that only some cases
   need; neither mark is ever shown to anyone. */

/** `{name, showOnly, conditional}` of one line of the catalogue. */
export function parseDocument(line) {
  let name = String(line).trim();
  const showOnly = /\*\s*$/.test(name) || name.startsWith("*");
  name = name.replace(/^\*\s*|\s*\*+\s*$/g, "");
  const conditional = /\(nếu có\)/i.test(name);
  name = name.replace(/\s*\(nếu có\)\s*/gi, " ").replace(/\s+/g, " ").trim();
  return { name: name.charAt(0).toUpperCase() + name.slice(1), showOnly, conditional };
}

/** A procedure's documents with `ticked`: whether the citizen ticked them at the kiosk (names with or without marks). */
export function documentsOf(procedure, ticked = []) {
  const marked = new Set(ticked.map((line) => parseDocument(line).name));
  return (procedure?.documents ?? []).map((line) => {
    const document = parseDocument(line);
    return { ...document, ticked: marked.has(document.name) };
  });
}

/** The form in which a paper most likely came, as a first proposal that the officer corrects. */
export function likelyForm(name) {
  if (/^bản sao|sao y/i.test(name)) return "certified";
  if (/^(tờ khai|đơn|dự thảo|bản chính|bản gốc|giấy đề nghị|tờ trình|văn bản ủy quyền)/i.test(name)) return "original";
  return "copy";
}
