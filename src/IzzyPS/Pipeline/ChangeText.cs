namespace IzzyPS.Pipeline;

/// <summary>Describes a change in one line, for <c>-WhatIf</c> and questions.</summary>
internal static class ChangeText
{
    /// <summary><c>Reprice U5YPU81BGPL155538 Kia Sportage: 109 900 PLN → 98 500 PLN</c>.</summary>
    internal static string Describe(VehicleChange change, CloseReason? reason)
    {
        var car = string.Join(' ', new[] { change.Key.Value, change.Make, change.Model }.Where(part => !string.IsNullOrEmpty(part)));
        return change.Action switch
        {
            ChangeAction.Create => $"Create {car} at {Amount(change.NewSalesPrice)}",
            ChangeAction.Reactivate => $"List {car} again at {Amount(change.NewSalesPrice)}",
            ChangeAction.Close => $"Close {car} as {(reason ?? change.CloseReason).ToString().ToLowerInvariant()}",
            ChangeAction.Reprice when change.OldSalesPrice != change.NewSalesPrice => $"Reprice {car}: {Amount(change.OldSalesPrice)} → {Amount(change.NewSalesPrice)}",
            ChangeAction.Reprice => $"Reprice {car}: list price {Amount(change.OldListPrice)} → {Amount(change.NewListPrice)}",
            ChangeAction.Update => $"Update {car}: {string.Join(", ", change.Changes.Select(field => field.Describe()))}",
            _ => $"Leave {car} as it is: {change.Reason.TrimEnd('.')}",
        };
    }

    private static string Amount(decimal? price) => price is null ? "no price" : Display.Amount(price) + " PLN";
}
