using IzzyPS.Dealer;
using IzzyPS.Sync.Gone;

namespace IzzyPS.Sync.Cars;

/// <summary>The things that all operations on cars of one run share.</summary>
/// <param name="Run">The run.</param>
/// <param name="Dealer">The API.</param>
/// <param name="Gone">Collects the listings that Izzylease says are gone.</param>
/// <param name="Check">Checks changes against the ledger as it is now.</param>
internal sealed record CarContext(Run Run, IDealerClient Dealer, GoneListings Gone, ChangeCheck Check);
