/** The oldest browsers that phones of the field and of citizens have. */
export const TARGET = ['chrome87', 'safari14']
