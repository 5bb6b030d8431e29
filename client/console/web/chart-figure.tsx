import { raw } from 'hono/html';
import { chartRows, chartSvg, type Chart } from '../../../papers/chart';
import { CardTable } from './table';
import type { Visit } from './visit';

/** A chart with its numbers as a table behind it. */
export const ChartFigure = ({ visit, chart, id }: { visit: Visit; chart: Chart; id: string }) => {
  const [head = [], ...rows] = chartRows(chart);
  return (
    <figure class="panel" lang="zh-CN">
      {raw(chartSvg(chart, id))}
      <details>
        <summary>{visit.say('数字', 'Figures')}</summary>
        <CardTable caption={chart.title} heads={head}>
          {rows.map(([name, ...cells]) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <td class="number">{cell}</td>
              ))}
            </tr>
          ))}
        </CardTable>
      </details>
    </figure>
  );
};
