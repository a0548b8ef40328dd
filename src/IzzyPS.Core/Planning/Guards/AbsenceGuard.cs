using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning.Evidence;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Decides which of the missing listings a complete stock may close, and what a later run has to know about the others. A close that was held back stays
/// held back until the operator allows it or the vehicle is in a file again, whatever the later files are. Source: SAFETY.md, "Guards".
/// </summary>
/// <param name="options">The plan's options.</param>
/// <param name="stock">The evidence of the complete stock.</param>
/// <param name="content">The SHA-256 of the stock's files.</param>
/// <param name="facts">What the ledger knows of the feed.</param>
/// <param name="memory">What earlier runs left.</param>
internal sealed class AbsenceGuard(SyncPlanOptions options, StockEvidence stock, string? content, FeedFacts facts, FeedMemory memory)
{
    private readonly Dictionary<VehicleKey, HeldClose> _held = memory.Held.ToDictionary(held => held.Key);

    private int CloseAfter => options.CloseAfter ?? stock.CloseAfter;

    /// <summary>Finds the blocks of the missing listings. A listing without a block may be closed.</summary>
    /// <param name="missing">The active listings that are not for sale any more, in the order of their keys.</param>
    /// <param name="isNamed">Whether the stock has the vehicle and says that it is sold or withdrawn. Such a vehicle is not missing by accident.</param>
    /// <param name="share">How much of the input the feed took.</param>
    /// <param name="end">The missing listings that were the end of the last complete stock.</param>
    internal Dictionary<VehicleKey, Block> FindBlocks(IReadOnlyList<VehicleKey> missing, Func<VehicleKey, bool> isNamed, InputShare share, LostEnd end)
    {
        var blocks = new Dictionary<VehicleKey, Block>();
        foreach (var key in missing.Where(key => !isNamed(key) && CountMisses(key) < CloseAfter && !IsHeldByLimit(key)))
            blocks[key] = CreateNotYetAbsent(CountMisses(key));

        var ready = missing.Where(key => !blocks.ContainsKey(key)).ToList();
        var allowed = options.Allowed.Close;
        var excess = CloseCountGuard.FindExcess(ready.Count, facts, allowed, options.CloseLimits) ?? CloseCountGuard.FindStranger(ready.Count, share, allowed);
        if (allowed is not null)
        {
            foreach (var key in ready.Where(_ => excess is not null))
                blocks[key] = excess!;
            return blocks;
        }

        var permission = Permission.Create(Allowance.Close, ready.Count + facts.ClosedRecently);
        var held = _held.Keys.Select(KeyHash.Compute).ToHashSet();
        var stopsEarlier = end.IsCutOff && end.Hashes.Any(hash => !held.Contains(hash));
        foreach (var key in ready)
        {
            if (IsHeldByLimit(key))
                blocks[key] = CreateHeld(_held[key], permission);
            else if (excess is not null)
                blocks[key] = excess;
            else if (!isNamed(key) && IsCutOff(key, end) && (stopsEarlier || _held.GetValueOrDefault(key)?.Content == content))
                blocks[key] = CreateFileTail(permission);
        }

        return blocks;
    }

    /// <summary>Makes the rows of the closes that are held back, where the ledger has no such row yet.</summary>
    internal IReadOnlyList<HeldClose> ListNews(IReadOnlyDictionary<VehicleKey, Block> blocks)
    {
        var news = new List<HeldClose>(blocks.Count);
        foreach (var (key, block) in blocks.OrderBy(pair => pair.Key))
        {
            var before = _held.GetValueOrDefault(key);
            var reason = IsHeldByLimit(key) || block.Reason == BlockReason.CloseHeld ? BlockReason.CloseLimit : block.Reason;
            var now = new HeldClose(key, reason.ToString(), before?.Base ?? facts.CountedActive, CountMisses(key), content);
            if (before is null || now != before with { Since = null, Run = null })
                news.Add(now);
        }

        return news;
    }

    /// <summary>From how many complete stocks in a row, each of other content, a vehicle is missing, this one included.</summary>
    private int CountMisses(VehicleKey key) =>
        !_held.TryGetValue(key, out var held) ? 1 : held.Content == content ? Math.Max(1, held.Misses) : held.Misses + 1;

    private bool IsHeldByLimit(VehicleKey key) =>
        options.Allowed.Close is null && _held.TryGetValue(key, out var held) && held.Code == nameof(BlockReason.CloseLimit);

    /// <summary>
    /// Whether a listing is missing because a file stopped, by this stock or by an earlier one. Such a listing is held back until a stock of other content lacks
    /// it and does not stop earlier still.
    /// </summary>
    private bool IsCutOff(VehicleKey key, LostEnd end) =>
        (end.IsCutOff && end.Hashes.Contains(KeyHash.Compute(key))) || _held.GetValueOrDefault(key)?.Code == nameof(BlockReason.FileTail);

    private Block CreateNotYetAbsent(int misses) => new(
        BlockReason.NotYetAbsent,
        string.Create(CultureInfo.InvariantCulture, $"Not closed yet: missing from {misses} of {CloseAfter} complete files in a row; a file counts only if its content is new."),
        Permission.Create(Allowance.CloseAfter, misses));

    private static Block CreateHeld(HeldClose held, Permission permission) => new(
        BlockReason.CloseHeld,
        string.Create(CultureInfo.InvariantCulture, $"Not closed: held back since {held.Since?.UtcDateTime:yyyy-MM-dd HH:mm} UTC (run {held.Run:N}), when {held.Base} were listed. It stays held back until it is allowed or the vehicle is in a file again."),
        permission);

    private static Block CreateFileTail(Permission permission) => new(
        BlockReason.FileTail,
        "Not closed: the missing listings are the end of the previous file, so the export may have stopped there. The next complete file of other content that lacks them closes them.",
        permission);
}
