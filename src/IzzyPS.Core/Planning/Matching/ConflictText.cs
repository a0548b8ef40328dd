namespace IzzyPS.Planning.Matching;

/// <summary>Writes the messages about a vehicle that the input holds more than once with different content.</summary>
internal static class ConflictText
{
    internal static string DescribeTwoRows(Vehicle first, Vehicle second) =>
        $"{first.Key} is in the input more than once with different content: {first.Origin} and {second.Origin}; decide which is right.";

    internal static string DescribeUnchangedRow(VehicleKey key) =>
        $"{key} was in the input before with other content; decide which is right.";
}
