/* Which papers of a procedure are still missing. Pure. */

/** The name under which a paper is ticked: two procedures may need the same.
 * @param {string} procedure
 * @param {string} document */
export function tickOf(procedure, document) {
  return `${procedure}|${document}`;
}

/** Papers that everyone needs and that were not ticked; those needed only sometimes never count as missing.
 * @param {Pick<Agent.WholeProcedure, "id" | "documents">} procedure
 * @param {Set<string>} ticked */
export function missingOf({ id, documents }, ticked) {
  return documents.filter(({ name, conditional }) => !conditional && !ticked.has(tickOf(id, name)));
}

/** The names of all papers that were ticked, each once however many procedures need it.
 * @param {Array<Pick<Agent.WholeProcedure, "id" | "documents">>} procedures
 * @param {Set<string>} ticked */
export function tickedOf(procedures, ticked) {
  return [...new Set(procedures.flatMap(({ id, documents }) => documents.filter(({ name }) => ticked.has(tickOf(id, name))).map(({ name }) => name)))];
}
