/** How the trend is drawn by the chart library: an axis on each side, values under the pointer. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js'
import type { TrendPoint } from '@/api/types'
import { gapLimitS, isGapAlarm } from '@/domain/coverage'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
)
export { Chart }

const DAY_S = 86_400
const DASHES = [6, 5]

/** The colours of the page as it looks now, by the names of its tokens. */
export function coloursOf(element: Element): (token: string) => string {
  const style = getComputedStyle(element)
  return (token) => style.getPropertyValue(`--${token}`).trim()
}

export interface TrendWords {
  rate: string
  gap: string
  thisHour: string
  title: (n: number) => string
  rateText: (index: number) => string
  thisHourText: (index: number) => string
  gapText: (index: number) => string
  dayAxis: string
}

type TrendConfig = ChartConfiguration<'line' | 'bar', (number | null)[], string>

const hundred = (rate: number | null): number | null => (rate === null ? null : rate * 100)

/** Everything that the chart shows of these windows, the newest on the right; a running one is dashed. */
export function configOf(
  points: TrendPoint[],
  isRunning: boolean,
  words: TrendWords,
  colour: (token: string) => string,
): TrendConfig {
  const last = points.length - 1
  const texts = [words.rateText, words.thisHourText, words.gapText]
  return {
    type: 'line',
    data: {
      labels: points.map((point) => String(point.window.number)),
      datasets: [
        {
          type: 'line',
          label: words.rate,
          data: points.map((point) => hundred(point.figures.rate)),
          yAxisID: 'rate',
          borderColor: colour('covered'),
          borderWidth: 2.5,
          pointRadius: points.map((_, n) => (isRunning && n === last ? 5 : 3)),
          pointBackgroundColor: points.map((_, n) => colour(isRunning && n === last ? 'card' : 'covered')),
          pointBorderColor: colour('covered'),
          segment: { borderDash: ({ p1DataIndex }) => (isRunning && p1DataIndex === last ? DASHES : undefined) },
        },
        {
          type: 'line',
          label: words.thisHour,
          data: points.map((point, n) =>
            hundred(isRunning && n === last ? point.figures.rate : point.rate_at_this_hour),
          ),
          yAxisID: 'rate',
          borderColor: colour('attempted'),
          borderWidth: 1.5,
          borderDash: DASHES,
          pointRadius: 2,
          pointStyle: 'rectRot',
          pointBackgroundColor: colour('attempted'),
          hidden: !isRunning,
        },
        {
          type: 'bar',
          label: words.gap,
          data: points.map(({ figures }) => (figures.longest_gap_s === null ? null : figures.longest_gap_s / DAY_S)),
          yAxisID: 'gap',
          backgroundColor: points.map(({ window, figures }) =>
            colour(isGapAlarm(figures, gapLimitS(window)) ? 'missed' : 'open-bar'),
          ),
          maxBarThickness: 14,
        },
      ],
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      interaction: { mode: 'index', intersect: false },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => words.title(points[item?.dataIndex ?? 0]!.window.number),
            label: ({ datasetIndex, dataIndex, dataset }) =>
              `${dataset.label ?? ''} ${texts[datasetIndex]?.(dataIndex) ?? ''}`,
          },
        },
      },
      scales: {
        x: { grid: { display: false }, ticks: { color: colour('soft') } },
        // The axis by name: a name's first letter would decide.
        rate: {
          axis: 'y',
          position: 'left',
          min: 0,
          max: 100,
          ticks: { color: colour('soft'), stepSize: 25, callback: (value) => `${value}%` },
          grid: { color: colour('line') },
        },
        gap: {
          axis: 'y',
          position: 'right',
          min: 0,
          // Bars stay in the lower part, under the line.
          suggestedMax: 2.5 * Math.max(1, ...points.map(({ figures }) => (figures.longest_gap_s ?? 0) / DAY_S)),
          ticks: { color: colour('soft'), maxTicksLimit: 5, precision: 0 },
          title: { display: true, text: words.dayAxis, color: colour('soft') },
          grid: { display: false },
        },
      },
    },
  }
}
