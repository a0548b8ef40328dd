using IzzyPS.Ledger;
using IzzyPS.Planning.Evidence;

namespace IzzyPS.Planning;

/// <summary>Makes plans from stock files.</summary>
internal static class StockPlanning
{
    extension(SyncPlanner planner)
    {
        /// <summary>Tells the planner the files, also where no vehicle of them will come.</summary>
        /// <exception cref="InvalidOperationException">The files are of another feed than the vehicles before them.</exception>
        internal void Begin(StockSet stock) => planner.Begin(new StockSetInput(stock));

        /// <summary>Makes the plan of a whole stock. The stock is null for vehicles made by hand.</summary>
        internal static SyncPlan Plan(
            IEnumerable<Vehicle> vehicles, StockSet? stock, ILedgerSnapshot snapshot, SyncPlanOptions options, TimeProvider time)
        {
            var ofStock = new SyncPlanner(snapshot, options, time);
            if (stock is not null)
                ofStock.Begin(stock);
            foreach (var vehicle in vehicles)
                ofStock.Add(vehicle);
            return ofStock.Complete();
        }
    }
}
