namespace IzzyPS;

/// <summary>What was assumed about a vehicle, or left out, because its row did not say it or could not be read there.</summary>
/// <param name="Code">A stable PascalCase code. The codes are listed in docs/errors.md.</param>
/// <param name="Field">The field, or null for a warning about the vehicle as a whole.</param>
/// <param name="Message">What was assumed and why, in one English sentence.</param>
public sealed record VehicleWarning(string Code, VehicleField? Field, string Message)
{
    /// <summary>Returns the message.</summary>
    public override string ToString() => Message;
}
