# The files of public bug reports (tests/fixtures/cases), by the cmdlets. The xUnit tests of izzy take the same files.
BeforeAll {
    . $PSScriptRoot/common.ps1

    # Imports, compares and syncs one file after another; gives what came of each, such as '10 Create, 5 Blocked FileTail, 2 rejected'.
    function Sync-Case([string[]] $Files) {
        foreach ($file in $Files) {
            $path = Join-Path $root tests fixtures cases $file
            $quiet = @{ WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }
            $rejected = @()
            $plan = @(Import-IzzyVehicleCsv $path @quiet -ErrorVariable rejected | Compare-IzzyVehicle -CloseMissing @quiet)
            $results = @($plan | Sync-IzzyVehicle -Confirm:$false @quiet)
            $ended = $results.ForEach{ if ($_.Outcome -eq 'Succeeded') { "$($_.Action)" } else { "$($_.Outcome) $($_.BlockReason)" } }
            (@($ended | Group-Object | Sort-Object Name | ForEach-Object { "$($_.Count) $($_.Name)" }) + @(if ($rejected.Count) { "$($rejected.Count) rejected" })) -join ', '
        }
    }
}

Describe 'Files after public bug reports' {
    BeforeEach { $it = Connect-Sandbox }
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It '<name>' -TestCases @(
        @{ name = 'W01 holds the closes of a wrong file back, again and again'; files = 'W01-partnerA-10.csv', 'W01-partnerB-100.csv', 'W01-partnerB-100.csv'; right = '10 Create', '10 Blocked CloseLimit, 100 Create', '10 Blocked CloseHeld'; active = 110 }
        @{ name = 'W02 sends nothing of a file with a shifted VIN column'; files = 'W02-day1.csv', 'W02-day2-vin-column-shifted.csv', 'W02-day2-vin-column-shifted.csv'; right = '10 Create', '10 Blocked IdentityOfFile', '10 Blocked IdentityOfFile'; active = 10 }
        @{ name = 'W03 changes nothing for renamed columns'; files = 'W03-day1.csv', 'W03-day2-renamed-columns.csv'; right = '4 Create', ''; active = 4 }
        @{ name = 'W03 changes nothing for missing columns'; files = 'W03-day1.csv', 'W03-day2-missing-columns.csv'; right = '4 Create', ''; active = 4 }
        @{ name = 'W04 lists no implausible price'; files = 'W04-day1.csv', 'W04-day2-prices.csv', 'W04-day2-prices.csv'; right = '5 Create', '2 Blocked Invalid, 5 Blocked PriceLimit', '2 Blocked Invalid, 5 Blocked PriceLimit'; active = 5 }
        @{ name = 'W04b holds amounts in grosze back'; files = 'W04b-day1.csv', 'W04b-day2-grosze.csv', 'W04b-day2-grosze.csv'; right = '10 Create', '10 Blocked PriceLimit', '10 Blocked PriceLimit'; active = 10 }
        @{ name = 'W05 closes nothing where the file stopped'; files = 'W05-day1.csv', 'W05-day2-cut-at-row-boundary.csv', 'W05-day2-cut-at-row-boundary.csv'; right = '60 Create', '5 Blocked FileTail', '5 Blocked FileTail'; active = 60 }
        @{ name = 'W05b closes nothing where the file stopped in a value'; files = 'W05b-day1.csv', 'W05b-day2-cut-inside-last-value.csv'; right = '60 Create', '5 Blocked FileTail'; active = 60 }
        @{ name = 'W06 updates the listing whose VIN was corrected'; files = 'W06-day1.csv', 'W06-day2-vin-corrected.csv', 'W06-day2-vin-corrected.csv'; right = '12 Create', '1 Update', ''; active = 12 }
        @{ name = 'W07 reads a description of several lines, and closes the absent car'; files = 'W07-day1.csv', 'W07-day2-equipment-line.csv'; right = '8 Create', '1 Close, 1 Update'; active = 7 }
        @{ name = 'W09 reads a code page of MS-DOS'; files = 'W09-cp852.csv'; right = '3 Create'; active = 3 }
        @{ name = 'W09c reads each row in its encoding'; files = 'W09c-mixed.csv'; right = '6 Create'; active = 6 }
        @{ name = 'W09e rejects a lost letter'; files = 'W09e-replaced.csv'; right = '1 Create, 1 rejected'; active = 1 }
        @{ name = 'W10 rejects litres in place of cm³'; files = 'W10-litres.csv'; right = '5 Create, 5 rejected'; active = 5 }
        @{ name = 'W11 rejects errors of a spreadsheet'; files = 'W11-excel-errors.csv'; right = '1 Create, 3 rejected'; active = 1 }
        @{ name = 'W12 reads formulas that hold texts'; files = 'W12-equals-quoted.csv'; right = '4 Create'; active = 4 }
        @{ name = 'W14 reads HTML as text'; files = 'W14-html-entities.csv'; right = '1 Create'; active = 1 }
        @{ name = 'W15 reads gzip'; files = 'W15-stock.csv.gz'; right = '4 Create'; active = 4 }
        @{ name = 'W16 closes the absent car before a mark of MS-DOS'; files = 'W16-day1.csv', 'W16-day2-dos-eof.csv'; right = '4 Create', '1 Close'; active = 3 }
        @{ name = 'W17 closes the absent car above an empty row'; files = 'W17-day1.csv', 'W17-day2-quoted-empty-row.csv'; right = '4 Create', '1 Close'; active = 3 }
    ) {
        $found = @(Sync-Case $files)
        $found | Should -Be $right
        $it.Sandbox.ActiveCars | Should -Be $active
    }
}
