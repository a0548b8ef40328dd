using System.Globalization;

namespace IzzyPS.Planning.Guards;

/// <summary>How much of the input the feed took. A file of which the feed takes nothing says nothing about the feed.</summary>
/// <param name="Vehicles">The number of vehicles in the input.</param>
/// <param name="Refused">The number of vehicles that are blocked because of the input: invalid, repeated, ambiguous, or of another feed.</param>
/// <param name="OfOtherFeeds">The number of vehicles that another feed lists.</param>
internal sealed record InputShare(int Vehicles, int Refused, int OfOtherFeeds)
{
    /// <summary>The number of the feed's active listings that the input has.</summary>
    public int InCommon { get; init; }

    /// <summary>Counts the vehicles that are blocked.</summary>
    /// <param name="vehicles">The vehicles of the input.</param>
    /// <param name="changes">What is to be done about them.</param>
    internal static InputShare Measure(int vehicles, IEnumerable<VehicleChange> changes)
    {
        var (refused, ofOtherFeeds) = (0, 0);
        foreach (var change in changes)
        {
            ofOtherFeeds += change.BlockReason == BlockReason.OtherFeed ? 1 : 0;
            refused += change.BlockReason is BlockReason.OtherFeed or BlockReason.Invalid or BlockReason.Conflict or BlockReason.Ambiguous ? 1 : 0;
        }

        return new InputShare(vehicles, refused, ofOtherFeeds);
    }

    /// <summary>Why the input says nothing about the feed; null where it does.</summary>
    internal string? Veto => this switch
    {
        { OfOtherFeeds: var others } when others > 0 && (2 * others >= Vehicles || InCommon == 0) =>
            string.Create(CultureInfo.InvariantCulture, $"{others} of the input's {Vehicles} vehicles are listed by other feeds: it looks like another partner's file"),
        { Vehicles: > 0 } when Refused == Vehicles => "every vehicle of the input is blocked, so the input says nothing about this feed",
        _ => null,
    };
}
