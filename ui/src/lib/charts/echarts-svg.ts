// Loaded when a chart is taken away as a picture that scales.
import { use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { init } from './echarts.js';

use([SVGRenderer]);

export { init };
