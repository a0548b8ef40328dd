using IzzyPS.Hashing;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Planning.Matching;

/// <summary>A vehicle of the input that may need a change. The whole input must be known before the change can be decided.</summary>
internal sealed class Draft(Vehicle vehicle, VehicleKey key)
{
    /// <summary>The vehicle as the input has it.</summary>
    internal Vehicle Given { get; } = vehicle;

    /// <summary>The vehicle. Where it has a listing, its unknown fields have the values that were last sent.</summary>
    internal Vehicle Vehicle { get; private set; } = vehicle;

    internal VehicleKey Key { get; } = key;

    internal ContentHash Hash { get; init; }

    /// <summary>The listing of the vehicle; null where there is none.</summary>
    internal LedgerEntry? Listed
    {
        get;
        set
        {
            field = value;
            if (value is not null && !Given.Unknown.IsEmpty)
                Vehicle = Given.FillUnknown(value.Payload.ToVehicle());
        }
    }

    /// <summary>Why the vehicle must not be touched; null where no reason is known yet.</summary>
    internal Block? Block { get; set; }

    /// <summary>Another listing that has the vehicle's configuration number. See <see cref="NumberMatcher"/>.</summary>
    internal LedgerEntry? NumberOwner { get; set; }

    /// <summary>The fields that guards hold back, with the reasons.</summary>
    internal IReadOnlyList<GuardHold> Holds { get; private set; } = [];

    /// <summary>Whether the operator allowed the vehicle to become another car. Then nothing of the old car stays: no price, and no value that the file does not say.</summary>
    internal bool IsOtherCar { get; private set; }

    /// <summary>Whether the change of the vehicle is decided by the guards: it is listed by this feed, its listing is known, and nothing else blocks it.</summary>
    internal bool IsGuarded(string feed) =>
        Block is null && Listed is { State: ListingState.Active, IsAdopted: false } listed && listed.Feed == feed;

    internal void Hold(GuardHold hold)
    {
        if (hold.IsWhole)
            Block ??= hold.Block;
        else
            Holds = [.. Holds, hold];
    }

    internal void AllowOtherCar()
    {
        IsOtherCar = true;
        Vehicle = Given;
    }
}
