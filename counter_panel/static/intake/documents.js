/* A procedure's documents beside what the citizen ticked at the kiosk. The server reads the catalogue's marks. */

/** The documents with `ticked`: the kiosk names them as the catalogue writes them, or without their marks.
 * @param {Pick<Wire.ProcedureToRead, "papers"> | null} procedure
 * @param {string[]} ticked */
export function documentsOf(procedure, ticked = []) {
  return (procedure?.papers ?? []).map((paper) => ({ ...paper, ticked: ticked.includes(paper.name) || ticked.includes(paper.line) }));
}
