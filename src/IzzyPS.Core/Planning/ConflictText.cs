namespace IzzyPS.Planning;

/// <summary>What an operator reads where the input contradicts itself about one vehicle.</summary>
internal static class ConflictText
{
    internal static string ForTwoRows(Vehicle first, Vehicle second) =>
        $"{first.Key} is in the input more than once with different content: {first.Origin} and {second.Origin}; decide which is right.";

    internal static string ForUnchangedRow(VehicleKey key) =>
        $"{key} was in the input before with other content; decide which is right.";
}
