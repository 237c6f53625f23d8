/// `./varve bench report`: one page of all kept results, to look at.
///
/// [Page] goes through the folders that [io.varve.bench.results.Results] has read; [BarChart] and [LineChart] draw into
/// [Svg]; beside every chart stands the table of its figures ([Figures]), exactly as they were kept. The
/// page needs no network, no fonts and, but for a filter, no script.
@NullMarked
package io.varve.bench.report;

import org.jspecify.annotations.NullMarked;
