namespace IzzyPS.Planning.Guards;

/// <summary>A listed vehicle that differs from its listing.</summary>
/// <param name="Key">The key.</param>
/// <param name="Before">The car as it was last sent.</param>
/// <param name="After">The car as the input has it. Unknown fields have the values that were last sent.</param>
internal sealed record ListedCar(VehicleKey Key, Vehicle Before, Vehicle After)
{
    /// <summary>The listing of another vehicle that has the configuration number of <see cref="After"/>; null where no other listing has this number, or the number is not unique.</summary>
    public Vehicle? NumberOwner { get; init; }

    /// <summary>The key of another listing whose data the row has; null where the row has the vehicle's own data. See <see cref="MovedRows"/>.</summary>
    public VehicleKey? RowOwner { get; init; }

    /// <summary>The fields that earlier files emptied, as <see cref="EmptiedFields"/> keeps them.</summary>
    public string? Emptied { get; init; }

    /// <summary>The key by which the ledger has the vehicle until now.</summary>
    public VehicleKey ListedKey { get; init; } = Key;

    /// <summary>Whether the partner's prices decide the prices of the listing, and not prices that an operator set. It does not matter whether price changes were asked for.</summary>
    public bool SendsPrices { get; init; } = true;
}
