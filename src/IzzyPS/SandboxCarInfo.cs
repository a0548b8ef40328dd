
namespace IzzyPS;

/// <summary>One car that a sandbox holds.</summary>
/// <param name="Vin">The VIN, or null for a car not yet built.</param>
/// <param name="ConfigurationNumber">The partner's number.</param>
/// <param name="IsActive">Whether the car is listed.</param>
/// <param name="Id">The car's id on the sandbox.</param>
public sealed record SandboxCarInfo(string? Vin, string? ConfigurationNumber, bool IsActive, string Id)
{
    /// <summary>The VIN or the number, and the id.</summary>
    public override string ToString() => $"{Vin ?? ConfigurationNumber} {Id}";
}
