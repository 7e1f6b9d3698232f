/* Hits of an ambiguous word, sorted by the matters that it may mean. Pure. */

/** Every hit once: under the first matter that it fits, or among the rest.
 * @param {Agent.Procedure[]} items best first
 * @param {Agent.Found["groups"]} groups */
export function sortedByMatter(items, groups) {
  const left = new Map(items.map((item) => [item.id, item]));
  const sorted = groups.map(({ name, items: idents }) => {
    const mine = idents.flatMap((ident) => left.get(ident) ?? []);
    for (const { id } of mine) left.delete(id);
    return { name, items: mine };
  });
  return { groups: sorted, rest: [...left.values()] };
}
