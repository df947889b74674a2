/** A number in groups that can be read aloud; what is no plain number stays as it is. */
export function formatNumber(number: string): string {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(number);
  if (mobile) return `+86 ${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  const landline = /^\+86(10|2\d|[3-9]\d{2})(\d{3,4})(\d{4})$/.exec(number);
  if (landline) return `+86 ${landline[1]} ${landline[2]} ${landline[3]}`;
  const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (northAmerican) return `+1 ${northAmerican[1]} ${northAmerican[2]} ${northAmerican[3]}`;
  return number;
}
