/** What explains a field stands below it, so that the fields of a row are in line. */
export const HINT_BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
