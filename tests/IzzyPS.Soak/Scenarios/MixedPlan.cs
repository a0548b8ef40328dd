
namespace IzzyPS.Soak;

/// <summary>
/// What most faults strike: twelve vehicles are listed, and the day's file brings creates, updates, price changes, a close and a row
/// with a fault.
/// </summary>
internal static class MixedPlan
{
    internal const int ListedBefore = 12;
    internal const int Created = 10;

    /// <summary>Lists what was there the day before.</summary>
    /// <returns>The yard as it stands today, and its file.</returns>
    internal static async Task<(Yard Yard, string File)> PrepareAsync(SoakRig rig)
    {
        var yard = new Yard(Enumerable.Range(0, ListedBefore));
        _ = await rig.SyncHereAsync(rig.Write(yard));
        yard.Add(Enumerable.Range(100, Created));
        yard.Drive(0, 1);
        yard.Cut(2, 3);
        yard.Remove(4);
        return (yard, rig.Write(yard, Yard.BadRow(999)));
    }
}
