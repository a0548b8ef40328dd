namespace IzzyPS;

/// <summary>A fault of one field of a vehicle.</summary>
/// <param name="Field">The field, or null for a fault of the vehicle as a whole.</param>
/// <param name="Code">A stable PascalCase code: <c>Required</c>, <c>OutOfRange</c>, <c>UnknownWord</c>, ….</param>
/// <param name="RawValue">The value as it was written; null where there was no value.</param>
/// <param name="Message">What is wrong and what would be accepted, in one English sentence.</param>
public sealed record FieldFault(VehicleField? Field, string Code, string? RawValue, string Message);
