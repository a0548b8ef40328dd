
namespace IzzyPS.Soak;

/// <summary>
/// The situation of most scenarios: twelve vehicles are listed, and the file of the day brings creates, updates, price changes, a close and
/// a row with a fault.
/// </summary>
internal static class MixedPlan
{
    internal const int ListedBefore = 12;
    internal const int Created = 10;

    /// <summary>Lists the vehicles of the day before.</summary>
    /// <returns>Today's yard, and its stock file.</returns>
    internal static async Task<(Yard Yard, string File)> PrepareAsync(SoakRig rig)
    {
        var yard = new Yard(Enumerable.Range(0, ListedBefore));
        _ = await rig.SyncHereAsync(rig.Write(yard));
        yard.Add(Enumerable.Range(100, Created));
        yard.Drive(0, 1);
        yard.Cut(2, 3);
        yard.Remove(4);
        return (yard, rig.Write(yard, Yard.CreateBadRow(999)));
    }
}
