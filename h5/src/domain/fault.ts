import type { FieldProblem } from '@/api/http'

/** What is expected of a field, behind its name where it has one. */
export function nameFault(fault: FieldProblem, isChinese: boolean): string {
  const { label, label_en, message, message_en } = fault
  if (isChinese) return label ? `${label}：${message}` : message
  return label_en ? `${label_en}: ${message_en}` : message_en
}
