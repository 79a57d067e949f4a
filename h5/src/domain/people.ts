/** With more people than this a list is searched, not read. */
export const MANY_PEOPLE = 8

const collator = new Intl.Collator('zh-CN')

/** In the order in which a Chinese reader looks names up. */
export const sortByName = <P extends { name: string }>(people: readonly P[]): P[] =>
  [...people].sort((a, b) => collator.compare(a.name, b.name))

/** Those in whose name the text stands. */
export const findByName = <P extends { name: string }>(people: readonly P[], text: string): P[] =>
  people.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
