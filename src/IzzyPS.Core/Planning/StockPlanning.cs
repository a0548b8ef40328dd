using IzzyPS.Ledger;

namespace IzzyPS.Planning;

/// <summary>Plans of stock files.</summary>
internal static class StockPlanning
{
    extension(SyncPlanner planner)
    {
        /// <summary>Names the files, also where no vehicle of them will come.</summary>
        /// <exception cref="InvalidOperationException">They are of another feed than the vehicles before them.</exception>
        internal void Begin(StockSet stock) => planner.Begin(new StockSetInput(stock));

        /// <summary>The plan of a whole stock; null for vehicles made by hand.</summary>
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
