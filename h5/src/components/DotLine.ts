import { Comment, Fragment, Text, h, type FunctionalComponent, type VNode } from 'vue'

/** Names have dots too, but with no space around. */
const DOT = /(?:^|\s+)·\s+/

/** The slot's nodes in a row, without the fragments around some of them. */
const flat = (nodes: VNode[]): VNode[] =>
  nodes.flatMap((node) => {
    if (node.type === Comment) return []
    return node.type === Fragment && Array.isArray(node.children) ? flat(node.children as VNode[]) : [node]
  })

/** What stands between the dots of the slot's texts; an empty part is none. */
function partsOf(nodes: VNode[]): (VNode | string)[][] {
  const parts: (VNode | string)[][] = [[]]
  for (const node of flat(nodes)) {
    if (node.type !== Text || typeof node.children !== 'string') {
      parts[parts.length - 1]!.push(node)
      continue
    }
    const [first, ...others] = node.children.split(DOT)
    parts[parts.length - 1]!.push(first!)
    for (const other of others) parts.push([other])
  }
  return parts.filter((part) => part.some((each) => typeof each !== 'string' || each.trim()))
}

/**
 * A line of several parts with dots between them, as its texts have them. Where the line wraps, the dot
 * between two parts is gone: it neither ends a line nor begins one.
 */
const DotLine: FunctionalComponent<{ tag?: string }> = ({ tag = 'span' }, { slots }) => {
  const [first = [], ...others] = partsOf(slots['default']?.() ?? [])
  const rest = others.flatMap((part) => [
    h('span', { class: 'gap' }, ' '),
    h('span', { class: 'part' }, [h('i', ['·', h('span', '\u00a0')]), ...part]),
  ])
  return h(tag, { class: 'dots' }, [...first, ...rest])
}
DotLine.props = ['tag']

export default DotLine
